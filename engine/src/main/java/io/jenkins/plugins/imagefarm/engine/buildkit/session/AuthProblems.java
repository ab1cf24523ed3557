package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.registry.Attempt;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** What is known about logins that went wrong, to say more about a failed build than the daemon can. */
final class AuthProblems {
    /** How containerd's resolver and registries say that a login is missing or does not suffice. */
    private static final Pattern REFUSED = Pattern.compile(
            "insufficient_scope|authorization failed|access denied|no basic auth|supported auth scheme"
                    + "|401 unauthorized|403 forbidden",
            Pattern.CASE_INSENSITIVE);

    /** A registry answers so to a login that it does not know; one that may not do this is known by a token. */
    private static final Pattern UNKNOWN_LOGIN = Pattern.compile("401 unauthorized", Pattern.CASE_INSENSITIVE);

    private final Map<RegistryHost, Problem> last = new ConcurrentHashMap<>();
    private final Map<RegistryHost, Optional<Login>> asked = new ConcurrentHashMap<>();

    void asked(RegistryHost host, Optional<Login> login) {
        asked.put(host, login);
    }

    void failed(RegistryHost host, Problem problem) {
        last.put(host, problem);
    }

    void succeeded(RegistryHost host) {
        last.remove(host);
    }

    /** The problem behind the daemon's words; empty if they are about something else. */
    Optional<Problem> explain(String daemonError) {
        return last.values().stream()
                .filter(problem -> daemonError.contains(problem.cause()))
                .findFirst()
                .or(() -> refused(daemonError));
    }

    private Optional<Problem> refused(String daemonError) {
        if (!REFUSED.matcher(daemonError).find()) {
            return Optional.empty();
        }
        return asked.entrySet().stream()
                .filter(entry -> names(daemonError, entry.getKey()))
                .findFirst()
                .map(entry -> {
                    Attempt attempt = new Attempt(entry.getKey(), entry.getValue(), action(daemonError));
                    return UNKNOWN_LOGIN.matcher(daemonError).find() ? attempt.notLoggedIn() : attempt.denied();
                });
    }

    private static String action(String daemonError) {
        return daemonError.contains("failed to push") ? "push" : "pull";
    }

    private static boolean names(String text, RegistryHost host) {
        String either = Pattern.quote(host.name()) + "|" + Pattern.quote(host.address());
        return Pattern.compile("(?<![\\w.-])(?:" + either + ")/").matcher(text).find();
    }
}
