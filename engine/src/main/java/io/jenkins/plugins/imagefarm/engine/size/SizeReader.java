package io.jenkins.plugins.imagefarm.engine.size;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ImageRepository;
import io.jenkins.plugins.imagefarm.engine.api.ImageSize;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.registry.Descriptor;
import io.jenkins.plugins.imagefarm.engine.registry.ImageIndex;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Adds up what the manifests of an image say of its blobs. Each manifest is asked for once, and no blob.
 *
 * @param repository that has the image
 */
record SizeReader(RegistryClient registry, ImageRepository repository) {
    /**
     * @param image the digest of an index or of a manifest
     * @param platforms what it was built for, as a manifest does not say
     * @throws IOException if the registry has something else
     * @throws ProblemException if the registry cannot be asked
     */
    ImageSize read(Digest image, List<Platform> platforms) throws IOException {
        Manifest manifest = manifest(image);
        Optional<ImageIndex> index = ImageIndex.parse(manifest.content());
        if (index.isEmpty()) {
            long bytes = sum(blobs(manifest));
            return new ImageSize(
                    bytes, platforms.size() == 1 ? List.of(new ImageSize.Part(platforms.get(0), bytes)) : List.of());
        }
        Map<String, Long> all = new HashMap<>();
        List<ImageSize.Part> parts = new ArrayList<>();
        for (Descriptor entry : index.get().manifests()) {
            if (entry.platform() != null) { // attestations have none
                Map<String, Long> blobs = blobs(manifest(entry.digest()));
                all.putAll(blobs);
                parts.add(new ImageSize.Part(entry.platform(), sum(blobs)));
            }
        }
        return new ImageSize(sum(all), parts);
    }

    /** Sizes by digest: an image that has a layer twice has it only once in its registry. */
    private Map<String, Long> blobs(Manifest manifest) throws IOException {
        JsonNode json = manifest.json();
        if (!json.path("config").has("size")) {
            throw new IOException("the manifest " + repository.pinned(manifest.digest()) + " tells no sizes");
        }
        Map<String, Long> blobs = new HashMap<>();
        Stream.concat(
                        Stream.of(json.get("config")),
                        StreamSupport.stream(json.path("layers").spliterator(), false))
                .forEach(blob -> blobs.put(
                        blob.path("digest").asText(), blob.path("size").asLong()));
        return blobs;
    }

    private static long sum(Map<String, Long> blobs) {
        return blobs.values().stream().mapToLong(Long::longValue).sum();
    }

    private Manifest manifest(Digest digest) throws IOException {
        ImageReference name = repository.pinned(digest);
        return registry.read(name).orElseThrow(() -> new IOException("the registry does not have " + name));
    }
}
