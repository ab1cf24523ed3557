package io.jenkins.plugins.imagefarm.engine.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageFormat;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.api.SourceDate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A request in the making, and what its last run gave. */
final class TestBuild {
    private static final String MANIFESTS =
            "application/vnd.oci.image.index.v1+json,application/vnd.oci.image.manifest.v1+json,"
                    + "application/vnd.docker.distribution.manifest.list.v2+json,application/vnd.docker.distribution.manifest.v2+json";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Path folder;
    private final Builder builder;
    private final BuildEngine engine;
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final List<BuildEvent> events = new ArrayList<>();

    String dockerfile;
    String dockerfileText;
    String target;
    String[] tags = {};
    boolean push;
    boolean byDigest;
    Map<String, String> annotations = Map.of();
    ImageFormat format;
    boolean noCache;
    Map<String, String> buildArgs = Map.of();
    Map<String, String> labels = Map.of();
    List<Attestation> attestations = List.of();
    SourceDate sourceDate;
    Map<String, NamedContext> contexts = Map.of();
    List<String> noCacheFilter = List.of();
    RunOptions run = RunOptions.usual();
    List<Platform> platforms = List.of();
    List<Output> outputs = List.of();
    Secrets secrets = Secrets.none();
    Call call = Call.BUILD;

    /** Of the last build that went well. */
    Outcome outcome;

    TestBuild(Path folder, Builder builder, BuildEngine engine) {
        this.folder = folder;
        this.builder = builder;
        this.engine = (request, given, reporter, cancellation) -> {
            outcome = engine.build(request, given, reporter, cancellation);
            return outcome;
        };
    }

    /** Writes the Dockerfile: the base image and these lines. */
    void dockerfile(String lines) throws IOException {
        String separator = lines.startsWith("AS ") ? " " : "\n";
        Files.writeString(folder.resolve("Dockerfile"), "FROM " + Engines.baseImage() + separator + lines + "\n");
    }

    BuildResult run() throws InterruptedException {
        console.reset();
        events.clear();
        BuildReporter reporter = new BuildReporter(console, events::add, ProgressStyle.PLAIN, SecretMask.of(secrets));
        return new BuildRunner(engine).run(request(), secrets, reporter, new Cancellation());
    }

    private BuildRequest request() {
        return new BuildRequest(
                        "contract",
                        folder.toString(),
                        new Source(folder.toString(), dockerfile, dockerfileText).with(contexts),
                        new Recipe(target, buildArgs, labels, platforms, noCache, false, attestations)
                                .withNoCacheFilter(noCacheFilter)
                                .withRun(run)
                                .dated(sourceDate),
                        new Destination(
                                List.of(tags).stream()
                                        .map(ImageReference::valueOf)
                                        .toList(),
                                push,
                                byDigest,
                                false,
                                outputs,
                                Annotation.all(annotations),
                                format,
                                null,
                                null),
                        builder,
                        List.of(),
                        ProgressStyle.PLAIN,
                        0)
                .calling(call);
    }

    String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    List<BuildEvent> events() {
        return List.copyOf(events);
    }

    Digest pushedDigest(String tag) throws IOException, InterruptedException {
        return Digest.valueOf(
                get(tag, "manifests/" + ImageReference.valueOf(tag).tag())
                        .headers()
                        .firstValue("Docker-Content-Digest")
                        .orElseThrow());
    }

    /** The tags of a repository. */
    JsonNode tags(String repository) throws IOException, InterruptedException {
        return json(get(repository, "tags/list")).path("tags");
    }

    JsonNode manifest(String repository, Digest digest) throws IOException, InterruptedException {
        return json(get(repository, "manifests/" + digest));
    }

    JsonNode blob(String repository, Digest digest) throws IOException, InterruptedException {
        return json(get(repository, "blobs/" + digest));
    }

    /** How many bytes the registry gives for the configuration and the layers of a manifest. */
    long blobBytes(String repository, Digest manifest) throws IOException, InterruptedException {
        JsonNode json = manifest(repository, manifest);
        Set<String> blobs = new HashSet<>(json.findValuesAsText("digest"));
        long bytes = 0;
        for (String blob : blobs) {
            bytes += get(repository, "blobs/" + blob, HttpResponse.BodyHandlers.ofByteArray())
                    .body()
                    .length;
        }
        return bytes;
    }

    JsonNode pushedManifest(String tag) throws IOException, InterruptedException {
        return json(get(tag, "manifests/" + ImageReference.valueOf(tag).tag()));
    }

    JsonNode pushedConfig(String tag) throws IOException, InterruptedException {
        return json(get(
                tag, "blobs/" + pushedManifest(tag).get("config").get("digest").asText()));
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    private static HttpResponse<String> get(String tag, String path) throws IOException, InterruptedException {
        return get(tag, path, HttpResponse.BodyHandlers.ofString());
    }

    private static <T> HttpResponse<T> get(String tag, String path, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        ImageReference reference = ImageReference.valueOf(tag);
        URI uri = URI.create("http://" + reference.registry() + "/v2/" + reference.repository() + "/" + path);
        return HTTP.send(HttpRequest.newBuilder(uri).header("Accept", MANIFESTS).build(), body);
    }
}
