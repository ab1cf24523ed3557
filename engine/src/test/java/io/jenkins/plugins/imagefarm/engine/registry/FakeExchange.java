package io.jenkins.plugins.imagefarm.engine.registry;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** One request to a {@link FakeRegistry} and its answer. */
final class FakeExchange implements AutoCloseable {
    private final HttpExchange http;
    private final Consumer<FakeRequest> log;
    private byte[] body;
    private Duration time = Duration.ZERO;

    /** @param log gets the request before it is answered */
    FakeExchange(HttpExchange http, Consumer<FakeRequest> log) {
        this.http = http;
        this.log = log;
    }

    String method() {
        return http.getRequestMethod();
    }

    String path() {
        return http.getRequestURI().getPath();
    }

    /** The first value; null if there is none. */
    String query(String name) {
        return queries(name).stream().findFirst().orElse(null);
    }

    List<String> queries(String name) {
        return fields(http.getRequestURI().getRawQuery()).getOrDefault(name, List.of());
    }

    /** A form's fields, of each the first value. */
    Map<String, String> form() throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        fields(new String(body(), StandardCharsets.UTF_8)).forEach((name, values) -> form.put(name, values.get(0)));
        return form;
    }

    private static Map<String, List<String>> fields(String text) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (String field : text == null || text.isEmpty() ? new String[0] : text.split("&")) {
            String[] pair = field.split("=", 2);
            fields.computeIfAbsent(decode(pair[0]), name -> new ArrayList<>())
                    .add(pair.length < 2 ? "" : decode(pair[1]));
        }
        return fields;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** Empty if there is none. */
    String header(String name) {
        String value = http.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    byte[] body() throws IOException {
        if (body == null) {
            body = http.getRequestBody().readAllBytes();
        }
        return body;
    }

    FakeExchange set(String header, String value) {
        http.getResponseHeaders().set(header, value);
        return this;
    }

    FakeExchange add(String header, String value) {
        http.getResponseHeaders().add(header, value);
        return this;
    }

    /** Serving it is to take that long. */
    void lasting(Duration wanted) {
        time = wanted;
    }

    void takeTime() {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void answer(int code) throws IOException {
        answer(code, new byte[0]);
    }

    void answer(int code, byte[] content) throws IOException {
        record(code);
        if (method().equals("HEAD")) {
            set("Content-Length", Integer.toString(content.length));
            http.sendResponseHeaders(code, -1);
            return;
        }
        http.sendResponseHeaders(code, content.length == 0 ? -1 : content.length);
        if (content.length > 0) {
            try (OutputStream out = http.getResponseBody()) {
                out.write(content);
            }
        }
    }

    /** An error as the distribution specification has it. */
    void fail(int code, String error, String message) throws IOException {
        String json = "{\"errors\":[{\"code\":\"" + error + "\",\"message\":\"" + message + "\"}]}";
        set("Content-Type", "application/json").answer(code, json.getBytes(StandardCharsets.UTF_8));
    }

    /** There will be no answer. */
    void ignore() throws IOException {
        record(0);
    }

    /** Reads the request to its end too: an answer before that would cut the connection. */
    private void record(int status) throws IOException {
        String login = header("Authorization").replaceFirst(" .*", "").toLowerCase(Locale.ROOT);
        log.accept(new FakeRequest(method(), path(), login, body().length, status));
    }

    @Override
    public void close() {
        http.close();
    }
}
