package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.RegistryMirror;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The registries of one build: how each is reached, and the connections to those that were needed. Safe for many
 * threads.
 */
public final class Registries {
    private final Map<RegistryHost, Registry> settings = new HashMap<>();
    private final Map<RegistryHost, RegistryConnection> connections = new ConcurrentHashMap<>();
    private final HttpProxies proxies;
    private final Patience patience;

    /**
     * With the proxies of this process' environment.
     *
     * @param settings of registries that are not reached in the usual way
     */
    public Registries(List<Registry> settings) {
        this(settings, HttpProxies.of(System.getenv()), Patience.usual());
    }

    public Registries(List<Registry> settings, HttpProxies proxies, Patience patience) {
        this.proxies = proxies;
        settings.forEach(registry -> this.settings.put(new RegistryHost(registry.host()), registry));
        this.patience = patience;
    }

    public RegistryConnection to(RegistryHost host) {
        return connections.computeIfAbsent(host, this::connection);
    }

    /** Where its images are read before they are at the registry itself. */
    List<RegistryMirror> mirrorsOf(RegistryHost host) {
        Registry setting = settings.get(host);
        return setting == null ? List.of() : setting.mirrors();
    }

    /** Whether what is no registry takes a connection but then does not answer in time, as {@link RegistryConnection#isSilent}. */
    public boolean isSilent(URI url) {
        try {
            new HttpSender(TlsTrust.anybody(), proxies, patience)
                    .send(HttpCall.of("GET", url), Deadline.in(patience.total()));
            return false;
        } catch (IOException e) {
            return RegistryConnection.isSilence(e);
        }
    }

    /**
     * Like Docker: https, and http only for registries that are insecure or on this machine. With an insecure one, TLS
     * comes first, so that a password goes in clear text only where there is no other way. On this machine it travels
     * nowhere, and http comes first: the first TLS of a JVM takes 0.2 s, which most of these registries would refuse. Who
     * gives a certificate authority wants it to be used.
     */
    private RegistryConnection connection(RegistryHost host) {
        Registry setting = settings.getOrDefault(host, new Registry(host.name(), false, null));
        boolean here = host.isLoopback() && setting.caCertificate() == null;
        boolean loose = setting.insecure() || here;
        List<String> schemes = here ? List.of("http", "https") : loose ? List.of("https", "http") : List.of("https");
        return new RegistryConnection(
                host, schemes, new HttpSender(trust(setting, loose), proxies, patience), patience);
    }

    private static TlsTrust trust(Registry setting, boolean loose) {
        if (loose) {
            return TlsTrust.anybody();
        }
        return setting.caCertificate() == null ? TlsTrust.system() : TlsTrust.systemAnd(setting.caCertificate());
    }
}
