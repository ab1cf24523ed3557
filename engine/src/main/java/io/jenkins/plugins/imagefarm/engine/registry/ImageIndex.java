package io.jenkins.plugins.imagefarm.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An OCI index or Docker's manifest list.
 *
 * @param manifests its entries, in its order
 */
public record ImageIndex(List<Descriptor> manifests) {
    private static final String UNKNOWN = "unknown";

    public ImageIndex {
        manifests = List.copyOf(manifests);
    }

    /**
     * @return empty if it is a single manifest
     * @throws IOException if it is neither
     */
    public static Optional<ImageIndex> parse(byte[] content) throws IOException {
        JsonNode tree = JsonText.object(content);
        if (!tree.path("manifests").isArray()) {
            return Optional.empty();
        }
        List<Descriptor> manifests = new ArrayList<>();
        for (JsonNode entry : tree.get("manifests")) {
            manifests.add(descriptor(entry));
        }
        return Optional.of(new ImageIndex(manifests));
    }

    private static Descriptor descriptor(JsonNode entry) {
        Map<String, String> annotations = new HashMap<>();
        entry.path("annotations")
                .fields()
                .forEachRemaining(field ->
                        annotations.put(field.getKey(), field.getValue().asText()));
        return new Descriptor(
                entry.path("mediaType").asText(),
                Digest.valueOf(entry.path("digest").asText()),
                entry.path("size").asLong(),
                platform(entry.path("platform")),
                annotations);
    }

    private static Platform platform(JsonNode platform) {
        String os = platform.path("os").asText();
        String architecture = platform.path("architecture").asText();
        return os.isEmpty() || architecture.isEmpty() || os.equals(UNKNOWN)
                ? null
                : new Platform(os, architecture, platform.path("variant").asText());
    }
}
