package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Knows logins of registries. It is asked anew each time one is needed, so a source may hand out short-lived ones. A
 * source that cannot tell says so in a log of its own and answers that it knows none: an image that needs no login can
 * still be built.
 */
@FunctionalInterface
public interface LoginSource {
    Optional<Login> login(RegistryHost host);

    /** These logins and no others, by host as in image names. */
    static LoginSource of(Map<String, Login> logins) {
        Map<RegistryHost, Login> byHost = new HashMap<>();
        logins.forEach((host, login) -> byHost.put(new RegistryHost(host), login));
        return host -> Optional.ofNullable(byHost.get(host));
    }

    /** This source, and for hosts it does not know the other one. */
    default LoginSource orElse(LoginSource other) {
        return host -> login(host).or(() -> other.login(host));
    }
}
