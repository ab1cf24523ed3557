package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Objects;

/**
 * How a registry is reached, where that differs from https with the system's certificates, and where its images are read besides.
 *
 * @param host host and optional port, as it stands in image names
 * @param insecure speak plain http, or https without verifying the certificate
 * @param caCertificate PEM text of the certificate authority; null for the system's
 * @param mirrors where images are looked for first, in this order; each is reached as it is set for a registry of its host
 */
public record Registry(String host, boolean insecure, String caCertificate, List<RegistryMirror> mirrors) {
    public Registry {
        Objects.requireNonNull(host, "host");
        mirrors = mirrors == null ? List.of() : List.copyOf(mirrors);
    }

    /** Without mirrors. */
    public Registry(String host, boolean insecure, String caCertificate) {
        this(host, insecure, caCertificate, List.of());
    }
}
