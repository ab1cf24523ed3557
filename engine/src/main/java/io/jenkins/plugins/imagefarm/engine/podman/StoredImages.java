package io.jenkins.plugins.imagefarm.engine.podman;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The images of a node, with those in between that are its build cache. */
record StoredImages(Map<String, Image> byId) {
    /**
     * @param names empty for build cache
     * @param own bytes that it adds to the image it was made from
     */
    private record Image(List<String> names, long own, Map<String, String> labels) {}

    static StoredImages of(LibpodApi api) throws IOException {
        Map<String, JsonNode> listed = new LinkedHashMap<>();
        api.images().forEach(image -> listed.put(image.path("Id").asText(), image));
        Map<String, Image> images = new LinkedHashMap<>();
        listed.forEach((id, image) -> {
            JsonNode parent = listed.get(image.path("ParentId").asText());
            long below = parent == null ? 0 : parent.path("Size").asLong();
            List<String> names = new ArrayList<>();
            image.path("RepoTags").forEach(name -> names.add(name.asText()));
            Map<String, String> labels = new LinkedHashMap<>();
            image.path("Labels")
                    .fields()
                    .forEachRemaining(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            images.put(id, new Image(names, Math.max(0, image.path("Size").asLong() - below), labels));
        });
        return new StoredImages(images);
    }

    /** Bytes of all of them. Layers are counted once, except those that came with several images from a registry. */
    long size() {
        return byId.values().stream().mapToLong(Image::own).sum();
    }

    /** What people know them by: names, or an id where there is none. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        byId.forEach((id, image) -> names.add(image.names.isEmpty() ? id : String.join(", ", image.names)));
        return names;
    }

    /** Those that are not among the others. */
    StoredImages without(StoredImages others) {
        Map<String, Image> rest = new LinkedHashMap<>(byId);
        rest.keySet().removeAll(others.byId.keySet());
        return new StoredImages(rest);
    }

    /** Ids of those that have all of these, each {@code key} or {@code key=value}. */
    List<String> withLabels(Collection<String> wanted) {
        List<String> ids = new ArrayList<>();
        byId.forEach((id, image) -> {
            if (wanted.stream().allMatch(label -> has(image, label))) {
                ids.add(id);
            }
        });
        return ids;
    }

    private static boolean has(Image image, String label) {
        int equals = label.indexOf('=');
        return equals < 0
                ? image.labels.containsKey(label)
                : label.substring(equals + 1).equals(image.labels.get(label.substring(0, equals)));
    }
}
