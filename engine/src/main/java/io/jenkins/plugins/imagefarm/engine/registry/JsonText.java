package io.jenkins.plugins.imagefarm.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** JSON of servers, files and programs that are not ours: read leniently, as a tree. */
final class JsonText {
    private static final JsonMapper MAPPER = new JsonMapper();

    private JsonText() {}

    /** @throws IOException if it is not a JSON object; the message shows nothing of it */
    static JsonNode object(byte[] json) throws IOException {
        JsonNode tree = read(json);
        if (tree == null || !tree.isObject()) {
            throw new IOException("not a JSON object");
        }
        return tree;
    }

    private static JsonNode read(byte[] json) throws IOException {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            // Jackson's message quotes the text, which may hold a secret.
            throw new IOException("not valid JSON");
        }
    }
}
