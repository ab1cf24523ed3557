package io.jenkins.plugins.imagefarm.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An OCI index or Docker's manifest list.
 *
 * @param manifests its entries, in its order
 */
public record ImageIndex(List<Descriptor> manifests) {
    public static final String OCI = "application/vnd.oci.image.index.v1+json";
    public static final String DOCKER = "application/vnd.docker.distribution.manifest.list.v2+json";

    private static final String UNKNOWN = "unknown";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

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

    /** What refers to attestations about that manifest, one of these. */
    public Stream<Descriptor> attestationsOf(Digest manifest) {
        return manifests.stream().filter(entry -> entry.attests(manifest));
    }

    /**
     * As a registry keeps it; the same index always gives the same bytes.
     *
     * @param mediaType {@link #OCI} or {@link #DOCKER}
     * @param annotations of the whole; only OCI has them
     */
    public Manifest manifest(String mediaType, Map<String, String> annotations) {
        ObjectNode index = JSON.objectNode().put("schemaVersion", 2).put("mediaType", mediaType);
        ArrayNode entries = index.putArray("manifests");
        manifests.forEach(entry -> entries.add(json(entry)));
        putAnnotations(index, annotations);
        return new Manifest(mediaType, index.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode json(Descriptor entry) {
        ObjectNode json = JSON.objectNode()
                .put("mediaType", entry.mediaType())
                .put("digest", entry.digest().toString())
                .put("size", entry.size());
        putAnnotations(json, entry.annotations());
        Platform platform = entry.platform();
        ObjectNode where = json.putObject("platform")
                .put("architecture", platform == null ? UNKNOWN : platform.architecture())
                .put("os", platform == null ? UNKNOWN : platform.os());
        if (platform != null && !platform.variant().isEmpty()) {
            where.put("variant", platform.variant());
        }
        return json;
    }

    private static void putAnnotations(ObjectNode json, Map<String, String> annotations) {
        if (!annotations.isEmpty()) {
            ObjectNode texts = json.putObject("annotations");
            new TreeMap<>(annotations).forEach(texts::put);
        }
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
