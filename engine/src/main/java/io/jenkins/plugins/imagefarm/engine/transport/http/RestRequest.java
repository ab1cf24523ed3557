package io.jenkins.plugins.imagefarm.engine.transport.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to a daemon. Its text shows neither headers nor query, where secrets may be.
 *
 * @param method for instance {@code GET}
 * @param path absolute, encoded, without a query
 * @param query encoded, without the question mark; empty for none
 * @param headers by name
 * @param body null for none
 * @param patience how long the daemon may take to answer after it has got everything; null for as long as it wants
 */
public record RestRequest(
        String method, String path, String query, Map<String, String> headers, RestBody body, Duration patience) {
    /** A daemon that is there answers small questions in less. */
    public static final Duration USUAL_PATIENCE = Duration.ofSeconds(30);

    public RestRequest {
        headers = Map.copyOf(headers);
    }

    public static RestRequest get(String path) {
        return of("GET", path);
    }

    public static RestRequest head(String path) {
        return of("HEAD", path);
    }

    public static RestRequest post(String path) {
        return of("POST", path);
    }

    public static RestRequest put(String path) {
        return of("PUT", path);
    }

    public static RestRequest delete(String path) {
        return of("DELETE", path);
    }

    private static RestRequest of(String method, String path) {
        return new RestRequest(method, path, "", Map.of(), null, USUAL_PATIENCE);
    }

    /** A name or id as one part of a path. */
    public static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A further parameter of the query; names may come several times. */
    public RestRequest with(String name, String value) {
        String pair = encoded(name) + "=" + encoded(value);
        return new RestRequest(method, path, query.isEmpty() ? pair : query + "&" + pair, headers, body, patience);
    }

    public RestRequest header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new RestRequest(method, path, query, more, body, patience);
    }

    public RestRequest body(RestBody content) {
        return new RestRequest(method, path, query, headers, content, patience);
    }

    public RestRequest within(Duration limit) {
        return new RestRequest(method, path, query, headers, body, limit);
    }

    /** For what takes as long as it takes, such as a build. */
    public RestRequest withoutLimit() {
        return within(null);
    }

    String target() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
