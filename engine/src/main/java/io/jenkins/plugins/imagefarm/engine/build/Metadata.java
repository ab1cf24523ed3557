package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The exporters' response as buildx shows it in {@code --metadata-file}: values that are base64 of a JSON object or of a list of
 * objects are decoded, all others are strings.
 *
 * @param values by BuildKit's keys, for instance {@code containerimage.digest}
 */
public record Metadata(Map<String, Object> values) {
    /** Its key in an exporter's response: of the manifest or index. */
    public static final String DIGEST = "containerimage.digest";
    /** Its key in an exporter's response: of the image's configuration. */
    public static final String CONFIG_DIGEST = "containerimage.config.digest";

    public static Metadata of(Map<String, String> response) {
        Map<String, Object> values = new TreeMap<>();
        response.forEach((key, value) -> values.put(key, decode(value)));
        return new Metadata(values);
    }

    private static Object decode(String value) {
        try {
            String json = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
            Object decoded = Wire.read(json, Object.class);
            boolean structured = decoded instanceof Map<?, ?> map && !map.isEmpty()
                    || decoded instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map;
            return structured ? decoded : value;
        } catch (IllegalArgumentException | IOException e) {
            return value;
        }
    }

    /** Of the manifest or index; null if no image was made. */
    public Digest digest() {
        return digest(DIGEST);
    }

    /** Of the image's configuration, which is the image id; null for an index, or if no image was made. */
    public Digest imageId() {
        return digest(CONFIG_DIGEST);
    }

    /** What buildx writes to {@code --iidfile}: the image id, or the index's digest where there is none. */
    public Digest iid() {
        return imageId() != null ? imageId() : digest();
    }

    private Digest digest(String key) {
        return values.get(key) instanceof String text ? Digest.valueOf(text) : null;
    }
}
