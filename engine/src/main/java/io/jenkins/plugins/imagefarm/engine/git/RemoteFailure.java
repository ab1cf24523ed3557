package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.transport.NoAnswer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.RemoteRepositoryException;

/**
 * What is known when a Git server does not give what is wanted, and what it means.
 *
 * @param url the repository
 * @param hasLogin whether there was a user and password to give
 * @param status of the last HTTP answer; 0 if there was none
 * @param errors what the server said besides the protocol; empty if nothing
 */
record RemoteFailure(String url, boolean hasLogin, int status, String errors) {
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    Problem problem(IOException e) {
        return noAnswer(e).or(this::ofStatus).or(() -> ofServer(e)).orElseGet(() -> broken(e));
    }

    private Optional<Problem> noAnswer(IOException e) {
        if (NoAnswer.find(UnresolvedAddressException.class, e).isPresent()) {
            return Optional.of(NoAnswer.service("has an unknown host name").problem(url));
        }
        // A server that becomes silent breaks the conversation off in many ways.
        Optional<Problem> late = NoAnswer.find(SocketTimeoutException.class, e)
                .flatMap(NoAnswer::of)
                .map(why -> why.problem(url));
        if (late.isPresent()) {
            return late;
        }
        if (NoAnswer.find(HttpTimeoutException.class, e).isPresent()) {
            return Optional.of(
                    NoAnswer.service("does not take the connection in time").problem(url));
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            Optional<NoAnswer> why = cause instanceof IOException io ? NoAnswer.of(io) : Optional.empty();
            if (why.isPresent()) {
                return why.map(known -> known.problem(url));
            }
        }
        return NoAnswer.find(SSLException.class, e).map(this::ofTls);
    }

    private Problem ofTls(SSLException e) {
        if (NoAnswer.find(CertPathBuilderException.class, e).isPresent()
                || NoAnswer.find(CertPathValidatorException.class, e).isPresent()) {
            return Problem.user(
                    url + " has a certificate that is not trusted",
                    "Give the certificate of its authority as that of a registry with the same host.");
        }
        return NoAnswer.find(CertificateException.class, e)
                .map(certificate -> Problem.user(
                        url + " has a certificate that is not valid for it: " + certificate.getMessage(), ""))
                .orElseGet(() -> Problem.service(url + " fails in the TLS handshake (" + e.getMessage() + ")", ""));
    }

    private Optional<Problem> ofStatus() {
        return Optional.ofNullable(
                switch (status) {
                    case 401 ->
                        hasLogin
                                ? Problem.user(
                                        url + " does not accept the user name and the password or token",
                                        "Check the credentials, and that they have not expired.")
                                : Problem.user(
                                        url + " wants a login: it is private, or does not exist",
                                        "Check the URL, and give credentials.");
                    case 403 ->
                        Problem.user(
                                url + " may not be read by this user",
                                "Give credentials that may read the repository.");
                    case 404, 410 ->
                        Problem.user(
                                url + " does not exist, or this user may not see it",
                                hasLogin
                                        ? "Check the URL, and what the credentials may read."
                                        : "Check the URL; a private repository needs credentials.");
                    case 408, 429 -> Problem.service(url + " answers with status " + status, "");
                    default -> ofOtherStatus();
                });
    }

    private Problem ofOtherStatus() {
        if (status >= SERVER_ERROR) {
            return Problem.service(url + " answers with status " + status, "");
        }
        return status >= BAD_REQUEST ? Problem.user(url + " answers with status " + status, "Check the URL.") : null;
    }

    private Optional<Problem> ofServer(IOException e) {
        if (!words(errors).isEmpty()) {
            return Optional.of(said(words(errors)));
        }
        Optional<Problem> told =
                NoAnswer.find(RemoteRepositoryException.class, e).map(told2 -> said(told2.getMessage()));
        if (told.isPresent()) {
            return told;
        }
        if (NoAnswer.find(NoRemoteRepositoryException.class, e).isPresent()) {
            return Optional.of(Problem.user(url + " does not exist, or this user may not see it", "Check the URL."));
        }
        return NoAnswer.find(PackProtocolException.class, e)
                .map(odd ->
                        Problem.user(url + " does not answer as a Git server: " + odd.getMessage(), "Check the URL."));
    }

    private Problem said(String words) {
        return Problem.user(
                "The server of " + url + " says: " + words.replaceFirst("^\\S+: (?=\\S)", ""),
                "Check the URL, and who may read the repository.");
    }

    /** The first line that says something. */
    private static String words(String errors) {
        return Stream.of(errors.split("\n"))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("Warning: "))
                .findFirst()
                .orElse("");
    }

    private Problem broken(IOException e) {
        return Problem.service(url + " breaks off: " + e.getMessage(), "");
    }
}
