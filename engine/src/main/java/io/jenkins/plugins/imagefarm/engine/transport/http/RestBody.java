package io.jenkins.plugins.imagefarm.engine.transport.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What is sent with a request, in chunks, while it is being made.
 *
 * @param type its media type
 * @param content writes it; is called once for every time the request is sent, and does not close the stream
 */
public record RestBody(String type, Content content) {
    public static RestBody json(JsonNode json) {
        return new RestBody("application/json", out -> out.write(RestJson.bytes(json)));
    }

    /** Writes a body. */
    @FunctionalInterface
    public interface Content {
        /** @throws IOException if it cannot be made or sent; the request has failed then */
        void writeTo(OutputStream out) throws IOException;
    }
}
