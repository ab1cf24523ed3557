package io.jenkins.plugins.imagefarm.engine.api;

/**
 * Where the build runs.
 *
 * @param uri {@code unix:///path} or {@code tcp://host:port}; empty to look for a builder beside the engine
 * @param tls files for mutual TLS; null for none
 */
public record Builder(String uri, Tls tls) {
    public Builder {
        uri = uri == null ? "" : uri.strip();
    }

    /**
     * PEM files on the machine of the engine.
     *
     * @param ca certificate authority of the daemon; null for the system's
     * @param certificate of the client; null for none
     * @param key of the client, PKCS#8; null for none
     */
    public record Tls(String ca, String certificate, String key) {}
}
