package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryConnection;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Decides whether a daemon gets a registry's password. It does only when there is no other way: the registry itself
 * says that it takes nothing but passwords, or this process cannot ask it, because only the daemon's network reaches
 * it. Both are said in the log.
 *
 * <p>Otherwise the answer is an error, not an empty login: the daemon would take a session with an empty login for the
 * same as one without any, and have it go on with that one's anonymous tokens ({@code get} in BuildKit's
 * util/resolver/authorizer.go).
 */
final class PasswordRule {
    private final Registries registries;
    private final Consumer<String> log;
    private final Set<RegistryHost> told = ConcurrentHashMap.newKeySet();

    PasswordRule(Registries registries, Consumer<String> log) {
        this.registries = registries;
        this.log = log;
    }

    /** @throws ProblemException if the daemon must not have the password, or that cannot be found out now */
    void check(RegistryHost host) {
        RegistryConnection registry = registries.to(host);
        Optional<Problem> unreachable = registry.unreachable();
        if (unreachable.isPresent()) {
            tell(
                    host,
                    "because this machine cannot ask how to log in there otherwise: "
                            + unreachable.get().cause());
            return;
        }
        switch (registry.loginMethod()) {
            case PASSWORD -> tell(host, "because there is no other way to log in there");
            case TOKEN -> throw needless(host, "gives tokens");
            case NONE -> throw needless(host, "asks for no login");
        }
    }

    private void tell(RegistryHost host, String why) {
        if (told.add(host)) {
            log.accept("The builder gets the password of the registry " + host + ", " + why);
        }
    }

    private static ProblemException needless(RegistryHost host, String instead) {
        return new ProblemException(Problem.user(
                "The builder asks for the password of the registry " + host + ", which does not need it: it " + instead,
                "If the builder reaches the registry by another way than this machine, make both ways the same."));
    }
}
