package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The registries of one build: how each is reached, and the connections to those that were needed. Safe for many threads. */
public final class Registries {
    private final Map<RegistryHost, Registry> settings = new HashMap<>();
    private final Map<RegistryHost, RegistryConnection> connections = new ConcurrentHashMap<>();
    private final Patience patience;

    /** @param settings of registries that are not reached in the usual way */
    public Registries(List<Registry> settings) {
        this(settings, Patience.usual());
    }

    public Registries(List<Registry> settings, Patience patience) {
        settings.forEach(registry -> this.settings.put(new RegistryHost(registry.host()), registry));
        this.patience = patience;
    }

    public RegistryConnection to(RegistryHost host) {
        return connections.computeIfAbsent(host, this::connection);
    }

    /**
     * Like Docker: https, and only for registries that are insecure or on this machine http, if https does not work. TLS before http, so
     * that a password goes in clear text only where there is no other way.
     */
    private RegistryConnection connection(RegistryHost host) {
        Registry setting = settings.getOrDefault(host, new Registry(host.name(), false, null));
        boolean loose = setting.insecure() || host.isLoopback();
        List<String> schemes = loose ? List.of("https", "http") : List.of("https");
        return new RegistryConnection(host, schemes, trust(setting, host), patience);
    }

    private static TlsTrust trust(Registry setting, RegistryHost host) {
        if (setting.insecure()) {
            return TlsTrust.anybody();
        }
        if (setting.caCertificate() != null) {
            return TlsTrust.systemAnd(setting.caCertificate());
        }
        return host.isLoopback() ? TlsTrust.anybody() : TlsTrust.system();
    }
}
