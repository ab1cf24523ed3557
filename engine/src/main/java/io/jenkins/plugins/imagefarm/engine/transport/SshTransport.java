package io.jenkins.plugins.imagefarm.engine.transport;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * To a unix socket on the far side of SSH. All sockets share one connection, made with the first of them and made again if it was
 * lost. No command runs on the far side.
 */
final class SshTransport implements Transport {
    private static final int SSH_PORT = 22;
    private static final int LARGEST_PORT = 65535;

    private final String uri;
    private final SshServer server;
    private final String socket;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile SshConnection connection;
    private volatile boolean closed;

    private SshTransport(String uri, SshServer server, String socket) {
        this.uri = uri;
        this.server = server;
        this.socket = socket;
    }

    static SshTransport to(Builder builder, URI uri, BuilderKeys keys) {
        String user = uri.getUserInfo();
        if (uri.getHost() == null || user == null || user.isEmpty()) {
            throw Transport.invalid(builder.uri(), "it names no user and host");
        }
        if (user.contains(":")) {
            // The text is not shown, since it holds a password.
            throw Transport.invalid("ssh://" + uri.getHost(), "a password does not belong there");
        }
        if (uri.getPort() > LARGEST_PORT) {
            throw Transport.invalid(builder.uri(), "no port is larger than " + LARGEST_PORT);
        }
        if (uri.getPath().length() < 2) {
            throw Transport.invalid(builder.uri(), "it does not say where the socket is on the far side");
        }
        if (uri.getQuery() != null || uri.getFragment() != null || hasControl(user + uri.getPath())) {
            throw Transport.invalid(builder.uri(), "it is more than a user, a host, a port and a path");
        }
        int port = uri.getPort() < 0 ? SSH_PORT : uri.getPort();
        String host = uri.getHost().replaceAll("[\\[\\]]", ""); // those of an IPv6 address
        if (builder.knownHosts().isBlank()) {
            throw new ProblemException(Problem.user(
                    "The SSH server of " + builder.uri() + " is not verified: its host key is not given",
                    SshServer.howToGetTheHostKey(host, port)));
        }
        SshIdentity identity = SshIdentity.of(builder.uri(), keys);
        return new SshTransport(
                builder.uri(), new SshServer(user, host, port, builder.knownHosts(), identity), uri.getPath());
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    @Override
    public String uri() {
        return uri;
    }

    @Override
    public Socket open(AnswerWait wait, List<String> protocols) throws IOException {
        return connection(wait).open(socket, wait);
    }

    private SshConnection connection(AnswerWait wait) throws IOException {
        connecting.lock();
        try {
            if (connection == null || !connection.isOpen()) {
                connection = SshConnection.open(server, wait);
            }
            if (closed) {
                connection.close();
                throw new IOException("is closed");
            }
            return connection;
        } finally {
            connecting.unlock();
        }
    }

    @Override
    public NoAnswer why(IOException e) {
        return NoAnswer.of(e).orElseGet(() -> NoAnswer.service("hangs up: " + e.getMessage()));
    }

    @Override
    public void close() {
        closed = true;
        SshConnection open = connection;
        if (open != null) {
            open.close();
        }
    }
}
