package io.jenkins.plugins.imagefarm.config.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.config.connection.RegistryClient.Answer;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Finds out whether a registry is there and lets a user in, as {@code docker login} does: {@code GET /v2/}, and again with
 * what the registry asks for.
 *
 * <p>Spoken from the controller itself rather than by the engine: an administrator who sets up a registry wants to know at
 * once, not after the start of another JVM, and a controller on which no process may be started can still test its
 * registries. It is four requests; all that is more is the engine's.
 */
public final class RegistryProbe {
    private static final String DOCKER_HUB = "docker.io";
    private static final String DOCKER_HUB_API = "registry-1.docker.io";

    private final Registry registry;
    private final Login login;

    /** @param login null for none */
    public RegistryProbe(Registry registry, @CheckForNull Login login) {
        this.registry = registry;
        this.login = login;
    }

    /**
     * Takes as long as the registry, at most some ten seconds a request.
     *
     * @return what was found, one line
     * @throws ProblemException if the registry cannot be used so
     */
    public String check() {
        try {
            return check(new RegistryClient(registry));
        } catch (IOException e) {
            throw new ProblemException(ConnectionProblems.of(registry, e), e);
        } catch (GeneralSecurityException e) {
            throw new ProblemException(Problem.user(Messages.RegistryProbe_certificates(e.getMessage()), ""), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.service(Messages.RegistryProbe_interrupted(), ""), e);
        }
    }

    private String check(RegistryClient client) throws IOException, InterruptedException {
        URI api = URI.create(
                "https://" + (registry.host().equals(DOCKER_HUB) ? DOCKER_HUB_API : registry.host()) + "/v2/");
        Answer answer;
        try {
            answer = client.get(api, null);
        } catch (IOException e) {
            if (!registry.insecure()) {
                throw e;
            }
            // Plain HTTP servers answer a TLS handshake in all kinds of ways.
            api = URI.create(api.toString().replaceFirst("^https", "http"));
            answer = client.get(api, null);
        }
        if (!answer.isFromRegistry()) {
            throw notARegistry(answer);
        }
        if (answer.status() == 200) {
            return login == null ? Messages.RegistryProbe_open() : Messages.RegistryProbe_loginNotAsked();
        }
        if (answer.status() != 401) {
            throw unexpected(answer);
        }
        if (login == null) {
            return Messages.RegistryProbe_noLogin();
        }
        Challenge challenge = Challenge.best(answer.challenges())
                .orElseThrow(() ->
                        new ProblemException(Problem.service(Messages.RegistryProbe_challenge(registry.host()), "")));
        String authorization = challenge.scheme().equals("basic") ? basic(login) : "Bearer " + token(client, challenge);
        answer = client.get(api, authorization);
        if (answer.status() == 200) {
            return Messages.RegistryProbe_loggedIn();
        }
        throw answer.status() == 401 || answer.status() == 403 ? refused() : unexpected(answer);
    }

    private String token(RegistryClient client, Challenge challenge) throws IOException, InterruptedException {
        String realm = challenge.parameter("realm");
        if (!realm.startsWith("https://") && !(registry.insecure() && realm.startsWith("http://"))) {
            // The registry chooses this address. Its word is not enough to send a password in plain text.
            throw new ProblemException(Problem.service(Messages.RegistryProbe_realm(realm), ""));
        }
        String service = "service=" + encoded(challenge.parameter("service"));
        Answer answer;
        try {
            if (login.username().isEmpty()) {
                // The password is a refresh token then, as the configuration of Docker's command line keeps them.
                String form = "grant_type=refresh_token&client_id=image-farm&" + service + "&refresh_token="
                        + encoded(login.password());
                answer = client.post(URI.create(realm), form);
            } else {
                String query = service + "&account=" + encoded(login.username());
                answer = client.get(URI.create(realm + (realm.contains("?") ? "&" : "?") + query), basic(login));
            }
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.service(Messages.RegistryProbe_realm(realm), ""), e);
        }
        if (answer.status() == 400 || answer.status() == 401 || answer.status() == 403) {
            throw refused();
        }
        if (answer.status() != 200) {
            throw unexpected(answer);
        }
        JsonNode token = new JsonMapper().readTree(answer.body());
        return token.path("token").asText(token.path("access_token").asText());
    }

    private ProblemException refused() {
        return new ProblemException(Problem.user(Messages.RegistryProbe_refused(registry.host()), ""));
    }

    private ProblemException notARegistry(Answer answer) {
        return new ProblemException(Problem.user(
                Messages.RegistryProbe_notARegistry(registry.host(), answer.status()),
                Messages.RegistryProbe_notARegistryAdvice()));
    }

    private ProblemException unexpected(Answer answer) {
        return new ProblemException(
                Problem.service(Messages.RegistryProbe_unexpected(registry.host(), answer.status()), ""));
    }

    private static String basic(Login login) {
        String pair = login.username() + ":" + login.password();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
