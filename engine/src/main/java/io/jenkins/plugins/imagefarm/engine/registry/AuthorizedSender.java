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
        Optional<Authorization> authorization = authorization(greeting, scope, deadline);
        HttpReply reply = send(call, authorization, deadline);
        if (reply.status() != 401
                || authorization.isPresent() && !authorization.get().isOver()) {
            return reply;
        }
        // The registry lets everybody in at its door, but not everywhere. Or it had us wait for longer than its token
        // lives.
        Greeting here = new Greeting(greeting.base(), reply.status(), reply.challenges());
        Optional<Authorization> later = authorization(here, scope, deadline);
        return later.isPresent() ? send(call, later, deadline) : reply;
    }

    private HttpReply send(HttpCall call, Optional<Authorization> authorization, Deadline deadline) throws IOException {
        return registry.send(
                authorization.map(known -> call.authorization(known.header())).orElse(call), deadline);
    }

    private Optional<Authorization> authorization(Greeting greeting, String scope, Deadline deadline) {
        return switch (greeting.method()) {
            case NONE -> Optional.empty();
            case PASSWORD -> login.map(TokenClient::basic).map(header -> new Authorization(header, Optional.empty()));
            case TOKEN -> {
                Challenge challenge = greeting.find(Challenge.BEARER).orElseThrow();
                TokenRequest request = TokenRequest.of(
                        challenge.parameter("realm").orElse(""),
                        challenge.parameter("service").orElse(""),
                        scope.isEmpty() ? List.of() : List.of(scope));
                Token token = tokens.fetch(registry, request, login, deadline);
                yield Optional.of(
                        new Authorization("Bearer " + token.value(), Optional.of(Deadline.in(token.validFor()))));
            }
        };
    }

    /**
     * What lets a request in.
     *
     * @param header its value
     * @param end of a token's life; empty for a password
     */
    private record Authorization(String header, Optional<Deadline> end) {
        boolean isOver() {
            return end.isPresent() && end.get().left().isZero();
        }

        @Override
        public String toString() {
            return "Authorization[end=" + end + "]";
        }
    }
}
