package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * An address at which a builder may listen. What listens there is found out by {@link #probe}: a unix socket or a port
 * may be a buildkitd's or a Docker daemon's, and nothing in the address tells.
 *
 * @param uri as it was given, for people
 * @param socket null unless it is a unix socket
 * @param host null for a unix socket
 * @param port of the host
 * @param keys for TLS; none to speak without
 */
record Endpoint(String uri, Path socket, String host, int port, BuilderKeys keys) {
    private static final int REFUSAL_MS = 2000;
    private static final int BUILDKITD_PORT = 1234;
    private static final int LARGEST_PORT = 65535;

    /** @throws ProblemException if the address is of no known form, or would send the build over the network in plain text */
    static Endpoint of(Builder builder, BuilderKeys keys) {
        URI uri;
        try {
            uri = new URI(builder.uri());
        } catch (URISyntaxException e) {
            throw invalid(builder.uri(), "it is not a URI");
        }
        return switch (String.valueOf(uri.getScheme())) {
            case "unix" -> unix(builder.uri(), uri);
            case "tcp" -> tcp(builder, keys, uri);
            default -> throw invalid(builder.uri(), "its scheme is not known");
        };
    }

    private static Endpoint unix(String text, URI uri) {
        if (uri.getPath() == null || !uri.getPath().startsWith("/") || uri.getAuthority() != null) {
            throw invalid(text, "the socket's path must be absolute");
        }
        return new Endpoint(text, Path.of(uri.getPath()), null, 0, BuilderKeys.none());
    }

    private static Endpoint tcp(Builder builder, BuilderKeys keys, URI uri) {
        if (uri.getHost() == null) {
            throw invalid(builder.uri(), "it names no host");
        }
        if (uri.getPort() > LARGEST_PORT) {
            throw invalid(builder.uri(), "no port is larger than " + LARGEST_PORT);
        }
        if (!keys.hasTls() && !isLoopback(uri.getHost())) {
            throw new ProblemException(Problem.user(
                    "The builder " + builder.uri() + " would be reached without TLS",
                    "Give a CA, a client certificate and its key; plain tcp:// is for this machine only."));
        }
        return new Endpoint(
                builder.uri(), null, uri.getHost(), uri.getPort() < 0 ? BUILDKITD_PORT : uri.getPort(), keys);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static ProblemException invalid(String uri, String why) {
        return new ProblemException(Problem.user(
                "'" + uri + "' is not a builder's address: " + why,
                "Use unix:///run/buildkit/buildkitd.sock, unix:///var/run/docker.sock or tcp://host:1234."));
    }

    /**
     * Finds out how BuildKit is reached here.
     *
     * @throws IOException if nothing answers, or what answers is no BuildKit; the message says why in one line
     */
    Probed probe(AnswerWait wait) throws IOException {
        Socket first = connect(wait);
        if (first instanceof SSLSocket ssl && "h2".equals(ssl.getApplicationProtocol())) {
            return new Probed(BuilderKind.BUILDKITD, reuse(first, this::connect));
        }
        DockerUpgrade.Answer answer = DockerUpgrade.ask(first);
        wait.check();
        return switch (answer) {
            case UPGRADED -> new Probed(BuilderKind.DOCKER, reuse(first, this::connectUpgraded));
            case NOT_HTTP1 -> {
                first.close();
                yield new Probed(BuilderKind.BUILDKITD, this::connect);
            }
            case REFUSED -> {
                first.close();
                throw new NotBuildKitException(
                        "answers HTTP, but not as BuildKit (a Podman, or a Docker older than 18.09)");
            }
        };
    }

    /** The probe's own connection serves as the first one, which saves a round trip and a handshake. */
    private static Connector reuse(Socket first, Connector again) {
        Socket[] left = {first};
        return () -> {
            Socket mine;
            synchronized (left) {
                mine = left[0];
                left[0] = null;
            }
            return mine != null ? mine : again.connect();
        };
    }

    /**
     * How a server that speaks TLS refuses this client; empty if it does not. It is asked by saying nothing: TLS 1.3 refuses a
     * client's certificate only after the handshake, and whatever the client has sent by then may have the connection reset
     * before the refusal is read.
     */
    Optional<SSLException> refusal() {
        if (!keys.hasTls()) {
            return Optional.empty();
        }
        try (AnswerWait wait = new AnswerWait(new Cancellation());
                Socket silent = connect(wait)) {
            silent.setSoTimeout(REFUSAL_MS);
            silent.getInputStream().read();
            return Optional.empty();
        } catch (SSLException e) {
            return Optional.of(e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Socket connect() throws IOException {
        try (AnswerWait wait = new AnswerWait(new Cancellation())) {
            return connect(wait);
        }
    }

    private Socket connectUpgraded() throws IOException {
        return upgraded(DockerUpgrade::ask)
                .orElseThrow(() -> new NotBuildKitException("no longer answers as BuildKit"));
    }

    /** Asks Docker for an upgrade, on a connection of its own. */
    @FunctionalInterface
    private interface Upgrade {
        DockerUpgrade.Answer ask(Socket socket) throws IOException;
    }

    /** @return empty if Docker does not do it */
    private Optional<Socket> upgraded(Upgrade upgrade) throws IOException {
        try (AnswerWait wait = new AnswerWait(new Cancellation())) {
            Socket opened = connect(wait);
            DockerUpgrade.Answer answer = upgrade.ask(opened);
            wait.check();
            if (answer == DockerUpgrade.Answer.UPGRADED) {
                return Optional.of(opened);
            }
            opened.close();
            return Optional.empty();
        }
    }

    private Socket connect(AnswerWait wait) throws IOException {
        try {
            return !keys.hasTls() ? open(wait) : openTls(wait);
        } catch (IOException e) {
            wait.check(); // A socket that was closed meanwhile says only that it is closed.
            throw e;
        }
    }

    private Socket open(AnswerWait wait) throws IOException {
        if (socket != null) {
            return wait.at(UnixSocket.open()).connect(socket);
        }
        Socket opened = wait.at(new Socket());
        opened.connect(new InetSocketAddress(host, port));
        return opened;
    }

    private Socket openTls(AnswerWait wait) throws IOException {
        SSLContext context = TlsContext.of(keys);
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(open(wait), host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /**
     * Opens a session with Docker on a connection of its own.
     *
     * @return empty if Docker gives none, for instance because a proxy lets only BuildKit's gRPC through
     */
    Optional<Socket> openDockerSession(List<String> headers) throws IOException {
        return upgraded(socket -> DockerUpgrade.askForSession(socket, headers));
    }

    /**
     * @param kind what listens
     * @param connector opens a connection to its BuildKit
     */
    record Probed(BuilderKind kind, Connector connector) {}
}
