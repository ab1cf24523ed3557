package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Sends requests to one registry with one login, or with none. */
final class AuthorizedSender {
    private final RegistryConnection registry;
    private final Optional<Login> login;
    private final TokenClient tokens = new TokenClient();

    AuthorizedSender(RegistryConnection registry, Optional<Login> login) {
        this.registry = registry;
        this.login = login;
    }

    /**
     * Logs in as the registry wants it, if it does.
     *
     * @param scope what a token must be good for, such as {@code repository:library/busybox:pull}; empty for nothing
     *     but being logged in
     * @return an answer of any status
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if no token is given
     */
    HttpReply send(HttpCall call, String scope, Deadline deadline) throws IOException {
        Greeting greeting = registry.greeting(deadline);
        Optional<String> authorization = authorization(greeting, scope, deadline);
        HttpReply reply = registry.send(authorization.map(call::authorization).orElse(call), deadline);
        if (reply.status() != 401 || authorization.isPresent()) {
            return reply;
        }
        // The registry lets everybody in at its door, but not everywhere.
        Greeting here = new Greeting(greeting.base(), reply.status(), reply.challenges());
        Optional<String> later = authorization(here, scope, deadline);
        return later.isPresent() ? registry.send(call.authorization(later.get()), deadline) : reply;
    }

    private Optional<String> authorization(Greeting greeting, String scope, Deadline deadline) {
        return switch (greeting.method()) {
            case NONE -> Optional.empty();
            case PASSWORD -> login.map(TokenClient::basic);
            case TOKEN -> {
                Challenge challenge = greeting.find(Challenge.BEARER).orElseThrow();
                TokenRequest request = TokenRequest.of(
                        challenge.parameter("realm").orElse(""),
                        challenge.parameter("service").orElse(""),
                        scope.isEmpty() ? List.of() : List.of(scope));
                yield Optional.of("Bearer "
                        + tokens.fetch(registry, request, login, deadline).value());
            }
        };
    }
}
