package io.jenkins.plugins.imagefarm.engine.fault;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Attestation;
import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.RunOptions;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A request to build a folder, in the making. */
final class TestRequest {
    private final Path folder;
    private final String id = UUID.randomUUID().toString();
    private Builder builder;
    private GitSource git;
    private List<ImageReference> tags = List.of();
    private List<Output> outputs = List.of();
    private List<Attestation> attestations = List.of();
    private List<BuildCache> cacheFrom = List.of();
    private List<BuildCache> cacheTo = List.of();
    private RunOptions run = RunOptions.usual();
    private String target;
    private List<Platform> platforms = List.of();
    private List<Registry> registries = List.of();
    private int retries;
    private boolean byDigest;
    private boolean cleanup;

    private TestRequest(Path folder, Builder builder) {
        this.folder = folder;
        this.builder = builder;
    }

    /** Writes a Dockerfile of the base image and these lines. No other test's cache has its steps. */
    static TestRequest of(Path folder, Builder builder, String... lines) throws IOException {
        TestRequest request = new TestRequest(folder, builder);
        return request.dockerfile(
                "FROM " + Engines.baseImage() + "\nENV TEST=" + request.id + "\n" + String.join("\n", lines) + "\n");
    }

    TestRequest dockerfile(String text) throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), text);
        return this;
    }

    /** Of a repository's files instead of the folder's. */
    TestRequest git(String url) {
        git = new GitSource(GitUrl.valueOf(url), "", false, false, false, null);
        return this;
    }

    TestRequest on(Builder other) {
        builder = other;
        return this;
    }

    /** Push under this name. */
    TestRequest push(String tag) {
        tags = List.of(ImageReference.valueOf(tag));
        return this;
    }

    /** Push without names. */
    TestRequest byDigest() {
        byDigest = true;
        return this;
    }

    /** Leave no image behind. */
    TestRequest cleanup() {
        cleanup = true;
        return this;
    }

    TestRequest cacheFrom(String... caches) {
        cacheFrom = Stream.of(caches).map(BuildCache::valueOf).toList();
        return this;
    }

    TestRequest cacheTo(String... caches) {
        cacheTo = Stream.of(caches).map(BuildCache::valueOf).toList();
        return this;
    }

    TestRequest target(String stage) {
        target = stage;
        return this;
    }

    TestRequest platform(String name) {
        platforms = List.of(Platform.valueOf(name));
        return this;
    }

    TestRequest output(Output... wanted) {
        outputs = List.of(wanted);
        return this;
    }

    /** As {@code --attest} has it. */
    TestRequest attest(String text) {
        attestations = Attestation.all(null, null, List.of(text));
        return this;
    }

    /** Steps may use the SSH keys of these ids. */
    TestRequest ssh(String... ids) {
        run = RunOptions.usual().withSsh(List.of(ids));
        return this;
    }

    /** That registry is not reached in the usual way. */
    TestRequest insecure(String host) {
        registries = List.of(new Registry(host, true, null));
        return this;
    }

    TestRequest retries(int number) {
        retries = number;
        return this;
    }

    BuildRequest request() {
        return new BuildRequest(
                id,
                folder.toString(),
                git == null ? new Source(folder.toString(), null, null) : new Source(".", null, null, git),
                new Recipe(target, null, null, platforms, false, false, attestations)
                        .withCaches(cacheFrom, cacheTo)
                        .withRun(run),
                new Destination(tags, !tags.isEmpty(), byDigest, cleanup, outputs, null, null, null, null),
                builder,
                registries,
                ProgressStyle.PLAIN,
                retries);
    }
}
