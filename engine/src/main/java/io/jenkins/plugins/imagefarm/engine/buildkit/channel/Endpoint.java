package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.transport.AnswerWait;
import io.jenkins.plugins.imagefarm.engine.transport.NoAnswer;
import io.jenkins.plugins.imagefarm.engine.transport.NoAnswerException;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/**
 * The BuildKit at the end of a way. What listens there is found out by {@link #probe}: a unix socket or a port may be a
 * buildkitd's or a Docker daemon's, and nothing in the address tells.
 */
record Endpoint(Transport transport) {
    private static final int REFUSAL_MS = 2000;

    /**
     * Finds out how BuildKit is reached here.
     *
     * @throws IOException if nothing answers, or what answers is no BuildKit; {@link #why} tells which
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
                throw notBuildKit("answers HTTP, but not as BuildKit (a Podman, or a Docker older than 18.09)");
            }
        };
    }

    private static NoAnswerException notBuildKit(String reason) {
        return new NoAnswerException(NoAnswer.service(reason));
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
        try (AnswerWait wait = new AnswerWait(new Cancellation());
                Socket silent = connect(wait)) {
            if (silent instanceof SSLSocket) {
                silent.setSoTimeout(REFUSAL_MS);
                silent.getInputStream().read();
            }
            return Optional.empty();
        } catch (SSLException e) {
            return Optional.of(e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Socket connect() throws IOException {
        return transport.open(Transport.ANY_HTTP);
    }

    private Socket connect(AnswerWait wait) throws IOException {
        return transport.open(wait, Transport.ANY_HTTP);
    }

    private Socket connectUpgraded() throws IOException {
        return upgraded(DockerUpgrade::ask).orElseThrow(() -> notBuildKit("no longer answers as BuildKit"));
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
