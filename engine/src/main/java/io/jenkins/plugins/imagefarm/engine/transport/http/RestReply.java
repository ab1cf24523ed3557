package io.jenkins.plugins.imagefarm.engine.transport.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/** An answer whose body may still be on its way. Closing it ends the connection, and so what the daemon does for it. */
public final class RestReply implements Closeable {
    private static final int LONGEST_ERROR = 64 * 1024;
    private static final int LONGEST_MESSAGE = 1000;

    private final ClassicHttpResponse response;
    private final InputStream body;
    private final Closeable connection;

    RestReply(ClassicHttpResponse response, Closeable connection) throws IOException {
        this.response = response;
        this.connection = connection;
        // Closing the library's own stream would read on until the daemon has said everything.
        body =
                new FilterInputStream(
                        response.getEntity() == null
                                ? new ByteArrayInputStream(new byte[0])
                                : response.getEntity().getContent()) {
                    @Override
                    public void close() throws IOException {
                        RestReply.this.close();
                    }
                };
    }

    public int status() {
        return response.getCode();
    }

    public boolean isSuccess() {
        return status() >= 200 && status() < 300;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** What comes, as it comes. */
    public InputStream body() {
        return body;
    }

    /** The whole body; a missing node if it is empty. */
    public JsonNode json() throws IOException {
        return RestJson.read(body);
    }

    /** Every JSON value of the body, as soon as it has come. Returns when the daemon has said everything. */
    public void eachJson(Consumer<JsonNode> consumer) throws IOException {
        RestJson.each(body, consumer);
    }

    /** @throws RestStatusException if the daemon did not do it */
    RestReply requireSuccess() throws IOException {
        if (isSuccess()) {
            return this;
        }
        try (this) {
            throw new RestStatusException(status(), message());
        }
    }

    /** Docker's and Podman's errors are objects with a {@code message}. */
    private String message() throws IOException {
        byte[] text = body.readNBytes(LONGEST_ERROR);
        String message;
        try {
            message = RestJson.read(new ByteArrayInputStream(text))
                    .path("message")
                    .asText();
        } catch (IOException e) {
            message = new String(text, StandardCharsets.UTF_8);
        }
        String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
        if (line.isEmpty()) {
            return "answers with HTTP status " + status();
        }
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
