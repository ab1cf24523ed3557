package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Why no BuildKit answers at an address.
 *
 * @param fault the user's if another try with the same settings cannot help
 * @param reason continues a sentence that begins with the address
 */
record NoAnswer(Fault fault, String reason) {
    /** How a daemon tells that it does not take the client's certificate: the alerts of RFC 8446 section 6.2 about it. */
    private static final Pattern CLIENT_REFUSED = Pattern.compile(
            "fatal alert: (certificate_\\w+|bad_certificate|unsupported_certificate|unknown_ca|access_denied)");

    static NoAnswer of(Endpoint endpoint, IOException e) {
        if (endpoint.socket() != null && !Files.exists(endpoint.socket())) {
            return service("does not exist");
        }
        if (endpoint.socket() != null && !Files.isWritable(endpoint.socket())) {
            return user("may not be used by this user");
        }
        if (e instanceof UnknownHostException) {
            return service("has an unknown host name");
        }
        if (e instanceof ConnectException) {
            return service("refuses the connection");
        }
        if (e instanceof SocketTimeoutException) {
            return service(e.getMessage());
        }
        return find(SSLException.class, e)
                .map(failed -> ofTls(endpoint, failed))
                .orElseGet(() -> find(NotBuildKitException.class, e)
                        .map(known -> service(known.getMessage()))
                        .orElseGet(() -> hungUp(endpoint, e)));
    }

    private static NoAnswer ofTls(Endpoint endpoint, SSLException e) {
        if (find(CertPathBuilderException.class, e).isPresent()) {
            return user("has a certificate of another authority than the one that is trusted");
        }
        Optional<CertificateException> certificate = find(CertificateException.class, e);
        if (certificate.isPresent()) {
            return user("has a certificate that is not valid for it: "
                    + certificate.get().getMessage());
        }
        String message = String.valueOf(e.getMessage());
        Matcher refused = CLIENT_REFUSED.matcher(message);
        if (refused.find()) {
            return endpoint.keys().tlsCertificate() == null
                    ? user("wants a client certificate")
                    : user("does not take the client certificate (" + refused.group(1) + ")");
        }
        return message.contains("Unsupported or unrecognized SSL message")
                ? user("does not speak TLS")
                : service("fails in the TLS handshake (" + message + ")");
    }

    private static NoAnswer hungUp(Endpoint endpoint, IOException e) {
        if (endpoint.keys().hasTls()) {
            return service("hangs up after the TLS handshake");
        }
        return endpoint.host() != null
                ? service("hangs up: it may be no BuildKit, or want TLS")
                : service("is no BuildKit: " + e.getMessage());
    }

    private static NoAnswer user(String reason) {
        return new NoAnswer(Fault.USER, reason);
    }

    private static NoAnswer service(String reason) {
        return new NoAnswer(Fault.SERVICE, reason);
    }

    private static <T extends Throwable> Optional<T> find(Class<T> type, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }
}
