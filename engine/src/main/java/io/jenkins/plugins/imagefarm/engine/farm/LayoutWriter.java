package io.jenkins.plugins.imagefarm.engine.farm;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import io.jenkins.plugins.imagefarm.engine.source.FileProblem;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes an image with all its platforms as an OCI image layout. What the nodes pushed is read from the registry by digest, each blob
 * once; nothing is taken that is not what its digest says.
 *
 * @see <a href="https://github.com/opencontainers/image-spec/blob/main/image-layout.md">OCI's image layout</a>
 */
final class LayoutWriter {
    private static final String TAR = "tar";

    private final RegistryClient registry;
    private final ImageReference repository;
    private final Map<String, String> annotations;
    private final Cancellation cancellation;

    /**
     * @param repository that has all of the image
     * @param annotations of what refers to it
     */
    LayoutWriter(
            RegistryClient registry,
            ImageReference repository,
            Map<String, String> annotations,
            Cancellation cancellation) {
        this.registry = registry;
        this.annotations = annotations;
        this.repository = repository;
        this.cancellation = cancellation;
    }

    /** @throws ProblemException if the output cannot be one of an image that is read from a registry */
    static void check(Output output) {
        for (String attribute : output.attributes().keySet()) {
            if (!attribute.equals(TAR)) {
                throw new ProblemException(Problem.user(
                        "The output type=oci of a farm has no " + attribute + ": it holds the image as it is pushed",
                        "Leave " + attribute + " out."));
            }
        }
        Path destination = Path.of(output.dest());
        boolean folder = isFolder(output);
        if (Files.isDirectory(destination) ? !folder || !isEmpty(destination) : folder && Files.exists(destination)) {
            throw new ProblemException(Problem.user(
                    destination + " is there already and not " + (folder ? "an empty folder" : "a file"),
                    "Name another destination, or remove it."));
        }
    }

    private static boolean isFolder(Output output) {
        return "false".equals(output.attributes().get(TAR));
    }

    private static boolean isEmpty(Path folder) {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw FileProblem.writing(folder.toString(), e);
        }
    }

    /**
     * @param tags the names of the image
     * @throws ProblemException if a blob cannot be read, or the output cannot be written
     */
    void write(Output output, Manifest index, List<ImageReference> tags) {
        Path destination = Path.of(output.dest());
        try (Layout layout = isFolder(output) ? new FolderLayout(destination) : new ArchiveLayout(destination)) {
            layout.add("oci-layout", json(Map.of("imageLayoutVersion", "1.0.0")));
            Set<Digest> written = new HashSet<>();
            add(index, layout, written);
            layout.add("index.json", entries(index, tags));
            layout.commit();
        } catch (IOException e) {
            throw FileProblem.writing(output.dest(), e);
        }
    }

    private void add(Manifest manifest, Layout layout, Set<Digest> written) throws IOException {
        if (!written.add(manifest.digest())) {
            return;
        }
        JsonNode json = manifest.json();
        for (JsonNode child : json.path("manifests")) {
            ImageReference image =
                    new ImageReference(repository.registry(), repository.repository(), null, digest(child));
            checkNotCancelled();
            add(
                    registry.read(image)
                            .orElseThrow(() -> new ProblemException(
                                    Problem.service("The registry does not have " + image + " any more", ""))),
                    layout,
                    written);
        }
        List<JsonNode> blobs = new ArrayList<>();
        json.path("layers").forEach(blobs::add);
        if (json.has("config")) {
            blobs.add(json.get("config"));
        }
        for (JsonNode blob : blobs) {
            if (written.add(digest(blob))) {
                checkNotCancelled();
                Path file = layout.workplace().resolve(digest(blob).hex());
                registry.download(repository, digest(blob), file);
                layout.add(path(digest(blob)), file);
            }
        }
        layout.add(path(manifest.digest()), manifest.content());
    }

    private void checkNotCancelled() {
        if (cancellation.isCancelled()) {
            throw new CancelledException();
        }
    }

    private static Digest digest(JsonNode descriptor) {
        return Digest.valueOf(descriptor.path("digest").asText());
    }

    private static String path(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    /** One for each tag, with the annotations by which BuildKit and containerd tell names. */
    private byte[] entries(Manifest index, List<ImageReference> tags) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (ImageReference tag : tags) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("mediaType", index.mediaType());
            entry.put("digest", index.digest().toString());
            entry.put("size", index.content().length);
            Map<String, String> names = new LinkedHashMap<>(annotations);
            names.put("io.containerd.image.name", tag.toString());
            names.put("org.opencontainers.image.ref.name", tag.tag());
            entry.put("annotations", names);
            entries.add(entry);
        }
        Map<String, Object> layout = new LinkedHashMap<>();
        layout.put("schemaVersion", 2);
        layout.put("mediaType", "application/vnd.oci.image.index.v1+json");
        layout.put("manifests", entries);
        return json(layout);
    }

    private static byte[] json(Object value) {
        return Wire.write(value).getBytes(StandardCharsets.UTF_8);
    }
}
