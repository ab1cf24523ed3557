package io.jenkins.plugins.imagefarm.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Gets tokens from a registry's token endpoint, by the distribution project's "Token Authentication Specification"
 * (GET) and "OAuth2 Token Authentication" (POST).
 */
public final class TokenClient {
    /** BuildKit's name for itself, which registries know. */
    private static final String CLIENT_ID = "buildkit-client";

    /** What a token is good for if nothing is said, by the specification. */
    private static final Duration USUAL_VALIDITY = Duration.ofSeconds(60);

    /**
     * With a login POST first, for in it the password cannot end in a server's access log, then GET where POST is not
     * known. The statuses that say so are those of BuildKit's client (session/auth/authprovider): Google's registry
     * answers 404, Artifactory 401.
     *
     * @throws ProblemException if no token is given
     */
    public Token fetch(RegistryConnection registry, TokenRequest request, Optional<Login> login) {
        return fetch(registry, request, login, registry.deadline());
    }

    Token fetch(RegistryConnection registry, TokenRequest request, Optional<Login> login, Deadline deadline) {
        Attempt attempt = new Attempt(registry.host(), login, request.action());
        try {
            return fetch(registry, request, attempt, deadline);
        } catch (IOException e) {
            throw new ProblemException(attempt.failed(e), e);
        }
    }

    private static Token fetch(RegistryConnection registry, TokenRequest request, Attempt attempt, Deadline deadline)
            throws IOException {
        Optional<Login> login = attempt.login();
        if (login.isPresent() && !registry.namesRealm(request.realm(), deadline)) {
            throw new ProblemException(Problem.user(
                    "The login of the registry " + registry.host() + " was asked for by " + Origin.of(request.realm())
                            + ", which the registry does not name as the giver of its tokens",
                    "Check the registry's and the builder's settings: the builder may be using a mirror."));
        }
        HttpReply reply = null;
        if (login.isPresent()) {
            reply = registry.send(post(request, login.get()), deadline);
        }
        if (reply == null || reply.status() == 401 || reply.status() == 404 || reply.status() == 405) {
            reply = registry.send(get(request, login), deadline);
        }
        if (!reply.isSuccess()) {
            throw new ProblemException(attempt.refused(reply));
        }
        return token(reply)
                .orElseThrow(() -> new ProblemException(Problem.service(
                        "The token endpoint of the registry " + registry.host() + " gives no token", "")));
    }

    private static HttpCall post(TokenRequest request, Login login) {
        List<String> form = new ArrayList<>();
        form.add(field("service", request.service()));
        form.add(field("client_id", CLIENT_ID));
        if (!request.scopes().isEmpty()) {
            form.add(field("scope", String.join(" ", request.scopes())));
        }
        if (login.username().isEmpty()) {
            form.add(field("grant_type", "refresh_token"));
            form.add(field("refresh_token", login.password()));
        } else {
            form.add(field("grant_type", "password"));
            form.add(field("username", login.username()));
            form.add(field("password", login.password()));
        }
        return HttpCall.of("POST", request.realm())
                .body(
                        "application/x-www-form-urlencoded",
                        String.join("&", form).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpCall get(TokenRequest request, Optional<Login> login) {
        List<String> query = new ArrayList<>();
        Optional.ofNullable(request.realm().getRawQuery()).ifPresent(query::add);
        if (!request.service().isEmpty()) {
            query.add(field("service", request.service()));
        }
        request.scopes().forEach(scope -> query.add(field("scope", scope)));
        String realm = request.realm().toString().replaceFirst("[?#].*", "");
        HttpCall call = HttpCall.of("GET", URI.create(realm + "?" + String.join("&", query)));
        return login.map(known -> call.authorization(basic(known))).orElse(call);
    }

    /** RFC 7617. */
    static String basic(Login login) {
        byte[] pair = (login.username() + ":" + login.password()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    private static String field(String name, String value) {
        return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static Optional<Token> token(HttpReply reply) throws IOException {
        JsonNode json = JsonText.object(reply.body());
        String value = json.path("access_token").asText(json.path("token").asText(""));
        if (value.isEmpty()) {
            return Optional.empty();
        }
        long seconds = json.path("expires_in").asLong(0);
        Duration validFor = seconds > 0 ? Duration.ofSeconds(seconds) : USUAL_VALIDITY;
        return Optional.of(
                new Token(value, validFor, issuedAt(json.path("issued_at").asText(""), validFor)));
    }

    /**
     * Empty if the token would have run out before it came: then a clock is wrong, and BuildKit would keep the token
     * for ever (fetchToken in its util/resolver/authorizer.go).
     */
    private static Optional<Instant> issuedAt(String text, Duration validFor) {
        try {
            Instant issued = OffsetDateTime.parse(text).toInstant();
            Duration age = Duration.between(issued, Instant.now());
            boolean likely = age.compareTo(validFor.multipliedBy(9).dividedBy(10)) < 0;
            return likely ? Optional.of(issued) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
