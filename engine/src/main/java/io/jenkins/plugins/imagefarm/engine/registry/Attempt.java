package io.jenkins.plugins.imagefarm.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that is done at a registry, so that its failure can be told: what went wrong, and whose fault it is.
 *
 * @param host the registry
 * @param login with which login; empty for none
 * @param action what is done, an infinitive such as {@code read library/busybox:latest}
 */
public record Attempt(RegistryHost host, Optional<Login> login, String action) {
    private static final int LONGEST_REASON = 200;

    /** There was no answer. */
    Problem failed(IOException e) {
        if (e instanceof RegistryStatusException answered) {
            return refused(answered.reply());
        }
        if (e instanceof UnreadableCertificateException) {
            return Problem.user(
                    "The certificate authority given for the registry " + host + " cannot be read",
                    "Give it as PEM text, beginning with -----BEGIN CERTIFICATE-----.");
        }
        if (RetryingSender.isUntrusted(e)) {
            return Problem.user(
                    "The certificate of the registry " + host + " is not trusted: " + reason(e),
                    "Give the certificate authority of the registry, or mark the registry as insecure.");
        }
        if (e instanceof UnknownHostException) {
            return Problem.service(
                    "The registry " + host + " is not found: no address is known for " + e.getMessage(),
                    "Check the name of the registry and the name service of this machine.");
        }
        if (e instanceof SocketTimeoutException) {
            return Problem.service("The registry " + host + " does not answer in time", "");
        }
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return Problem.service(
                    "There is no connection to the registry " + host + ": " + reason(e),
                    "Check that it runs and can be reached from this machine.");
        }
        return Problem.service("The connection to the registry " + host + " failed: " + reason(e), "");
    }

    /** There was an answer, but not the one that was wanted. */
    Problem refused(HttpReply reply) {
        String because = serverSays(reply).map(text -> ": " + text).orElse("");
        return switch (reply.status()) {
            case 401 -> notLoggedIn(because);
            case 403 -> forbidden(because);
            case 404 ->
                Problem.user(
                        "The registry " + host + " does not know what is needed to " + action + because,
                        "Check the names of the registry, the repository and the tag.");
            case 429 ->
                Problem.service(
                        "The registry " + host + " refuses to " + action + " because it is asked too often" + because,
                        login.isPresent() ? "" : "With a login a registry often allows more.");
            default -> {
                String cause = "The registry " + host + " answers status " + reply.status() + " to the request to "
                        + action + because;
                yield reply.isTemporary() ? Problem.service(cause, "") : Problem.user(cause, "");
            }
        };
    }

    private Problem notLoggedIn(String because) {
        return login.isPresent()
                ? Problem.user("The registry " + host + " refuses " + who() + because, "Check user name and password.")
                : loginNeeded();
    }

    private Problem forbidden(String because) {
        return Problem.user(
                "The registry " + host + " does not let " + who() + " " + action + because,
                "Check the rights of this user, and that the repository's name is right.");
    }

    private Problem loginNeeded() {
        return Problem.user(
                "The registry " + host + " wants a login to " + action + ", and none is given for it",
                "Give a login for " + host + ", or check the image's name.");
    }

    /** It is known from elsewhere that the registry does not take the login. */
    public Problem notLoggedIn() {
        return notLoggedIn("");
    }

    /** It is known from elsewhere that the registry did not allow it. */
    public Problem denied() {
        return login.isPresent() ? forbidden("") : loginNeeded();
    }

    /** The registry took the login, and then refused it before all was done. */
    Problem loginLost() {
        return Problem.service(
                "The registry " + host + " took " + who() + " and then no more, before the end of the attempt to "
                        + action,
                "Its tokens may live for less than that takes: have it give them for longer.");
    }

    private String who() {
        return login.map(known ->
                        known.username().isEmpty() ? "this identity token" : "the user '" + known.username() + "'")
                .orElse("someone without a login");
    }

    /** The first reason in an answer, as the distribution specification has it, or as token endpoints have it. */
    private Optional<String> serverSays(HttpReply reply) {
        try {
            JsonNode body = JsonText.object(reply.body());
            JsonNode first = body.path("errors").path(0);
            return Stream.of(
                            first.path("message"),
                            first.path("code"),
                            body.path("error_description"),
                            body.path("details"),
                            body.path("message"),
                            body.path("error"))
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .filter(text -> !text.isBlank())
                    .findFirst()
                    .map(this::presentable);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String reason(IOException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return presentable(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
    }

    /** One line, not too long, and never with the password, whatever the server thinks it has to repeat. */
    private String presentable(String text) {
        String safe = login.filter(known -> !known.password().isEmpty())
                .map(known -> text.replace(known.password(), "****"))
                .orElse(text);
        String line = safe.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
