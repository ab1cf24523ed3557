package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The file in which scripts say what labels the image gets beside those of the build: {@code {"labels": [{"key": "value"}]}}. */
final class LabelFile {
    static final String PATH = "/tmp/.s2i/image_metadata.json";

    /** What a helper prints if a script wrote it. */
    static final String IS_THERE = "Labels are in " + PATH;

    private LabelFile() {}

    /**
     * @param text of the file; blank if there is none
     * @throws S2iFailure if it is of another form
     */
    static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text.isBlank()) {
            return labels;
        }
        Map<?, ?> file;
        try {
            file = Wire.read(text, Map.class);
        } catch (IOException e) {
            throw broken("it is not a JSON object");
        }
        if (!(file.get("labels") instanceof List<?> list)) {
            throw broken("it has no list 'labels'");
        }
        for (Object entry : list) {
            if (!(entry instanceof Map<?, ?> pairs)) {
                throw broken("'labels' has an entry that is not an object");
            }
            pairs.forEach((key, value) -> {
                if (!(value instanceof String label) || String.valueOf(key).isBlank()) {
                    throw broken("the value of the label '" + key + "' is not a text");
                }
                labels.put(String.valueOf(key), label);
            });
        }
        return labels;
    }

    private static S2iFailure broken(String why) {
        return S2iFailure.user(
                S2iReason.ASSEMBLE_FAILED,
                "The labels that a script wrote to " + PATH + " cannot be used: " + why,
                "Write for instance {\"labels\": [{\"team\": \"web\"}]}.");
    }
}
