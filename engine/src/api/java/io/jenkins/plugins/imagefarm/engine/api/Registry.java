package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;

/**
 * How a registry is reached, where that differs from https with the system's certificates.
 *
 * @param host host and optional port, as it stands in image names
 * @param insecure speak plain http, or https without verifying the certificate
 * @param caCertificate PEM text of the certificate authority; null for the system's
 */
public record Registry(String host, boolean insecure, String caCertificate) {
    public Registry {
        Objects.requireNonNull(host, "host");
    }
}
