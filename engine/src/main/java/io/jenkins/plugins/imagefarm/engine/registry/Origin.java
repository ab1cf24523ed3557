package io.jenkins.plugins.imagefarm.engine.registry;

import java.net.URI;
import java.util.Locale;

/** Scheme, host and port of a URL, RFC 6454: who is spoken to. */
record Origin(String scheme, String host, int port) {
    static Origin of(URI uri) {
        String scheme = lower(uri.getScheme());
        int usual = scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, lower(uri.getHost()), uri.getPort() < 0 ? usual : uri.getPort());
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        boolean usual = port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + host + (usual ? "" : ":" + port);
    }
}
