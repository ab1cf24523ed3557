package io.jenkins.plugins.imagefarm.engine.transport;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.PKIXReason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * To a TCP port, encrypted unless it is this machine's own. What the daemon's certificate has to show is the address's host, or
 * {@link BuilderKeys#tlsServerName()} instead of it, and never both: whoever else may be at that host is not who is wanted.
 *
 * @param keys for TLS; none to speak without
 */
record TcpTransport(String uri, String host, int port, BuilderKeys keys) implements Transport {
    private static final int BUILDKITD_PORT = 1234;
    private static final int LARGEST_PORT = 65535;

    /** What Java says of one whose authority has the name of the trusted one, but is another. */
    private static final Set<CertPathValidatorException.Reason> OTHER_AUTHORITY =
            Set.of(PKIXReason.NO_TRUST_ANCHOR, CertPathValidatorException.BasicReason.INVALID_SIGNATURE);

    /** A host's name or address as certificates show it. */
    private static final Pattern SERVER_NAME =
            Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]+");

    /** What Java by itself does not name to the server: without a dot it takes it for no host of the internet. */
    private static final Pattern SHORT_NAME = Pattern.compile("[^.:]+");

    /** How a daemon tells that it does not take the client's certificate: the alerts of RFC 8446 section 6.2 about it. */
    private static final Pattern CLIENT_REFUSED = Pattern.compile(
            "fatal alert: (certificate_\\w+|bad_certificate|unsupported_certificate|unknown_ca|access_denied)");

    static TcpTransport to(String text, URI uri, BuilderKeys keys) {
        if (uri.getHost() == null) {
            throw Transport.invalid(text, "it names no host");
        }
        if (uri.getPort() > LARGEST_PORT) {
            throw Transport.invalid(text, "no port is larger than " + LARGEST_PORT);
        }
        if (!keys.hasTls() && !isLoopback(uri.getHost())) {
            throw new ProblemException(Problem.user(
                    "The builder " + text + " would be reached without TLS",
                    "Give a CA, a client certificate and its key; plain tcp:// is for this machine only."));
        }
        if (keys.tlsServerName() != null
                && !SERVER_NAME.matcher(keys.tlsServerName()).matches()) {
            throw new ProblemException(Problem.user(
                    "'" + keys.tlsServerName() + "' is not a name that a builder's certificate can show",
                    "Use the host name or address that stands in it."));
        }
        return new TcpTransport(text, uri.getHost(), uri.getPort() < 0 ? BUILDKITD_PORT : uri.getPort(), keys);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public Socket open(AnswerWait wait, List<String> protocols) throws IOException {
        SSLContext context = keys.hasTls() ? TlsContext.of(keys) : null;
        try {
            Socket opened = wait.at(new Socket());
            KeepAlive.on(opened);
            opened.connect(new InetSocketAddress(host, port));
            return context == null ? opened : secured(context, opened, protocols);
        } catch (IOException e) {
            wait.check(); // A socket that was closed meanwhile says only that it is closed.
            throw e;
        }
    }

    private SSLSocket secured(SSLContext context, Socket opened, List<String> protocols) throws IOException {
        String server = serverName();
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(opened, server, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        if (keys.tlsServerName() != null && SHORT_NAME.matcher(server).matches()) {
            parameters.setServerNames(List.of(new SNIHostName(server)));
        }
        parameters.setApplicationProtocols(protocols.toArray(new String[0]));
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** Whom the daemon has to prove to be. */
    private String serverName() {
        return keys.tlsServerName() == null ? host : keys.tlsServerName();
    }

    @Override
    public NoAnswer why(IOException e) {
        return NoAnswer.of(e)
                .or(() -> NoAnswer.find(SSLException.class, e).map(this::ofTls))
                .orElseGet(() -> NoAnswer.service(
                        keys.hasTls()
                                ? "hangs up after the TLS handshake"
                                : "hangs up: it may be no builder, or want TLS"));
    }

    private NoAnswer ofTls(SSLException e) {
        if (NoAnswer.find(CertPathBuilderException.class, e).isPresent()
                || NoAnswer.find(CertPathValidatorException.class, e)
                        .map(CertPathValidatorException::getReason)
                        .filter(OTHER_AUTHORITY::contains)
                        .isPresent()) {
            return NoAnswer.user("has a certificate of another authority than the one that is trusted");
        }
        if (NoAnswer.find(CertificateExpiredException.class, e).isPresent()) {
            return NoAnswer.user("has a certificate that has expired", "Renew the daemon's certificate.");
        }
        Optional<CertificateException> certificate = NoAnswer.find(CertificateException.class, e);
        if (certificate.isPresent()) {
            String whom = keys.tlsServerName() == null ? "it" : keys.tlsServerName();
            return NoAnswer.user("has a certificate that is not valid for " + whom + ": "
                    + certificate.get().getMessage());
        }
        String message = String.valueOf(e.getMessage());
        Matcher refused = CLIENT_REFUSED.matcher(message);
        if (refused.find()) {
            return keys.tlsCertificate() == null
                    ? NoAnswer.user("wants a client certificate")
                    : NoAnswer.user("does not take the client certificate (" + refused.group(1) + ")");
        }
        return message.contains("Unsupported or unrecognized SSL message")
                ? NoAnswer.user("does not speak TLS")
                : NoAnswer.service("fails in the TLS handshake (" + message + ")");
    }

    @Override
    public void close() {
        // The sockets share nothing.
    }
}
