package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLContext;

/** TLS to a server that is no registry, but may be known among them by its host, with a certificate authority of its own. */
public final class HostTrust {
    private HostTrust() {}

    /**
     * Its certificate is verified whatever the settings say.
     *
     * @param settings by host and optional port
     * @throws IOException if the certificate authority cannot be read
     */
    public static SSLContext of(List<Registry> settings, String host, int port) throws IOException {
        List<RegistryHost> names = List.of(new RegistryHost(host + ":" + port), new RegistryHost(host));
        String ca = settings.stream()
                .filter(setting -> names.contains(new RegistryHost(setting.host())))
                .map(Registry::caCertificate)
                .filter(pem -> pem != null)
                .findFirst()
                .orElse(null);
        return (ca == null ? TlsTrust.system() : TlsTrust.systemAnd(ca)).context();
    }
}
