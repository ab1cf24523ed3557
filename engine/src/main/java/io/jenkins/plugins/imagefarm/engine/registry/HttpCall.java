package io.jenkins.plugins.imagefarm.engine.registry;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request over HTTP. Its text shows neither headers, body nor query, where secrets are.
 *
 * @param method for instance {@code GET}
 * @param uri absolute
 * @param headers by name
 * @param body empty for none
 * @param into the file that gets a successful answer's body, whatever its length; null to keep it in memory
 */
record HttpCall(String method, URI uri, Map<String, String> headers, byte[] body, Path into) {
    private static final String AUTHORIZATION = "Authorization";

    static HttpCall of(String method, URI uri) {
        return new HttpCall(method, uri, Map.of(), new byte[0], null);
    }

    HttpCall header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpCall(method, uri, more, body, into);
    }

    HttpCall authorization(String value) {
        return header(AUTHORIZATION, value);
    }

    HttpCall body(String type, byte[] content) {
        return new HttpCall(method, uri, headers, content, into).header("Content-Type", type);
    }

    HttpCall into(Path file) {
        return new HttpCall(method, uri, headers, body, file);
    }

    /** The same request to another address; a login is not taken to another origin. */
    HttpCall redirectedTo(URI target) {
        Map<String, String> kept = new LinkedHashMap<>(headers);
        if (!Origin.of(uri).equals(Origin.of(target))) {
            kept.remove(AUTHORIZATION);
        }
        return new HttpCall(method, target, kept, body, into);
    }

    @Override
    public String toString() {
        return method + " " + Origin.of(uri) + uri.getPath();
    }
}
