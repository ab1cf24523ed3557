package io.jenkins.plugins.imagefarm.engine.transport.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/** JSON of daemons: read leniently, as trees. */
final class RestJson {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final ObjectReader READER = MAPPER.readerFor(JsonNode.class);

    private RestJson() {}

    static byte[] bytes(JsonNode json) throws IOException {
        return MAPPER.writeValueAsBytes(json);
    }

    /** @return a missing node for no text at all */
    static JsonNode read(InputStream in) throws IOException {
        try {
            return MAPPER.readTree(in);
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    /** One value after the other, each as soon as it is there. */
    static void each(InputStream in, Consumer<JsonNode> consumer) throws IOException {
        try (MappingIterator<JsonNode> values = READER.readValues(in)) {
            while (values.hasNextValue()) {
                consumer.accept(values.nextValue());
            }
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    private static IOException notJson(JacksonException e) {
        return new IOException("answers with something that is not JSON: " + e.getOriginalMessage(), e);
    }
}
