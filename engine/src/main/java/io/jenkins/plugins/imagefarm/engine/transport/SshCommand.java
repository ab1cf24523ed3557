package io.jenkins.plugins.imagefarm.engine.transport;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A command that runs on the far side of SSH, over a connection of its own that ends with it. */
public final class SshCommand implements Closeable {
    /** Of what it writes to standard error no more is kept. */
    private static final int MOST_ERRORS = 8192;

    private final SshConnection connection;
    private final SshConnection.SshExec exec;
    private final Errors errors;

    private SshCommand(SshConnection connection, SshConnection.SshExec exec, Errors errors) {
        this.connection = connection;
        this.exec = exec;
        this.errors = errors;
    }

    /**
     * Where a command runs, and as whom.
     *
     * @param uri of all of it, for messages
     * @param knownHosts lines of OpenSSH's {@code known_hosts}
     * @param keys of SSH
     * @param advice what to do if there is no key
     */
    public record Place(
            String uri, String user, String host, int port, String knownHosts, BuilderKeys keys, String advice) {
        private SshServer server() {
            if (knownHosts.isBlank()) {
                throw new ProblemException(Problem.user(
                        "The SSH server of " + uri + " is not verified: its host key is not given",
                        SshServer.howToGetTheHostKey(host, port)));
            }
            return new SshServer(user, host, port, knownHosts, SshIdentity.of(uri, keys, advice));
        }
    }

    /**
     * @param environment variables for it; most servers take only some
     * @throws ProblemException if there is no key that could be used, or no known host
     * @throws IOException if the server cannot be reached, is not the known one or does not let the user in; {@link #why} says so
     */
    public static SshCommand start(Place place, String command, Map<String, String> environment, AnswerWait wait)
            throws IOException {
        SshConnection connection = SshConnection.open(place.server(), wait);
        try {
            Errors errors = new Errors();
            return new SshCommand(connection, connection.exec(command, environment, errors, wait), errors);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** What an exception of {@link #start} or of the streams means. */
    public static NoAnswer why(IOException e) {
        return NoAnswer.of(e).orElseGet(() -> NoAnswer.service("hangs up: " + e.getMessage()));
    }

    public OutputStream input() {
        return exec.input();
    }

    public InputStream output() {
        return exec.output().stream();
    }

    /** What it has written to standard error; of a command that ends, the last of it may come after its output. */
    public String errors() {
        errors.awaitEnd();
        return errors.text();
    }

    /** Does not wait for the far side. */
    @Override
    public void close() {
        exec.output().close();
        connection.close();
    }

    private static final class Errors extends OutputStream {
        private static final int LAST_WORDS_MS = 2000;

        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final CountDownLatch end = new CountDownLatch(1);

        @Override
        public synchronized void write(int value) {
            if (kept.size() < MOST_ERRORS) {
                kept.write(value);
            }
        }

        @Override
        public void close() {
            end.countDown();
        }

        void awaitEnd() {
            try {
                end.await(LAST_WORDS_MS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        synchronized String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
