package io.jenkins.plugins.imagefarm.config.connection;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says in one line why a connection failed; the JDK hides the reason some causes below what it throws. */
final class ConnectionProblems {
    private ConnectionProblems() {}

    static Problem of(Registry registry, Exception failure) {
        List<Throwable> causes = causes(failure);
        String host = registry.host();
        if (has(causes, UnknownHostException.class) || has(causes, UnresolvedAddressException.class)) {
            return Problem.user(Messages.ConnectionProblems_unknownHost(host), "");
        }
        if (has(causes, HttpTimeoutException.class)) {
            return Problem.service(Messages.ConnectionProblems_timeout(host), "");
        }
        if (has(causes, CertificateExpiredException.class)) {
            return Problem.service(Messages.ConnectionProblems_expired(host), "");
        }
        if (has(causes, CertPathBuilderException.class) || has(causes, CertPathValidatorException.class)) {
            return Problem.user(
                    Messages.ConnectionProblems_untrusted(host), Messages.ConnectionProblems_untrustedAdvice());
        }
        if (has(causes, CertificateException.class)) {
            return Problem.user(Messages.ConnectionProblems_certificate(host, deepest(causes)), "");
        }
        if (has(causes, SSLException.class)) {
            return Problem.user(
                    Messages.ConnectionProblems_tls(host, deepest(causes)), Messages.ConnectionProblems_tlsAdvice());
        }
        if (has(causes, ConnectException.class)) {
            return Problem.service(Messages.ConnectionProblems_refused(host), "");
        }
        return Problem.service(Messages.ConnectionProblems_failed(host, deepest(causes)), "");
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().anyMatch(type::isInstance);
    }

    private static String deepest(List<Throwable> causes) {
        Throwable last = causes.get(causes.size() - 1);
        return Optional.ofNullable(last.getMessage()).orElse(last.getClass().getSimpleName());
    }
}
