package io.jenkins.plugins.imagefarm.engine.transport;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * The way to one builder, for as long as one build or one question needs it. Nothing is connected before the first socket is
 * opened. Several threads may use it.
 */
public sealed interface Transport extends AutoCloseable
        permits UnixTransport, TcpTransport, SshTransport, OpenedTransport {
    /** What is offered where the server's choice tells what it speaks: BuildKit only the first, Docker and Podman the second. */
    List<String> ANY_HTTP = List.of("h2", "http/1.1");

    List<String> HTTP1 = List.of("http/1.1");

    /** @throws ProblemException if the address is of no known form, its keys cannot be used, or its peer would not be verified */
    static Transport to(Builder builder, BuilderKeys keys) {
        URI uri;
        try {
            uri = new URI(builder.uri());
        } catch (URISyntaxException e) {
            throw invalid(builder.uri(), "it is not a URI");
        }
        return switch (String.valueOf(uri.getScheme())) {
            case "unix" -> UnixTransport.to(builder.uri(), uri);
            case "tcp" -> TcpTransport.to(builder.uri(), uri, keys);
            case "ssh" -> SshTransport.to(builder, uri, keys);
            default -> throw invalid(builder.uri(), "its scheme is not known");
        };
    }

    static ProblemException invalid(String uri, String why) {
        return new ProblemException(Problem.user(
                "'" + uri + "' is not a builder's address: " + why,
                "Use unix:///var/run/docker.sock, tcp://host:1234 or ssh://user@host/path/of/socket."));
    }

    /** The address, for people. */
    String uri();

    /**
     * Opens a connection to the builder's socket.
     *
     * @param wait ends the opening
     * @param protocols offered in a TLS handshake, as ALPN names them
     * @throws IOException {@link #why} tells what it means
     */
    Socket open(AnswerWait wait, List<String> protocols) throws IOException;

    /** Within the usual time. */
    default Socket open(List<String> protocols) throws IOException {
        try (AnswerWait wait = new AnswerWait(new Cancellation())) {
            return open(wait, protocols);
        }
    }

    /**
     * Opens a connection to find out that there is a way, and keeps it for who goes that way: a handshake costs.
     *
     * @return this way; to be closed in its place
     * @throws IOException as {@link #open} does
     */
    default Transport opened(AnswerWait wait) throws IOException {
        return new OpenedTransport(this, open(wait, ANY_HTTP));
    }

    /** What an exception of {@link #open}, or of a socket that it opened, means. */
    NoAnswer why(IOException e);

    /** Ends what the sockets share, and so the sockets. */
    @Override
    void close();
}
