package io.jenkins.plugins.imagefarm.engine.transport;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends the wait for a daemon that takes connections but does not answer: when the time is over or the build is cancelled, it
 * closes what is waited at. A unix socket knows no other time limit.
 */
public final class AnswerWait implements AutoCloseable {
    /** How long a daemon may take unless somebody says otherwise. */
    public static final Duration USUAL = Duration.ofSeconds(10);

    private final List<Closeable> awaited = new ArrayList<>();
    private final CompletableFuture<Void> timeout = new CompletableFuture<>();
    private final Duration limit;
    private final Cancellation.AutoCloseableAction registration;
    private boolean over;

    public AnswerWait(Cancellation cancellation) {
        this(cancellation, USUAL);
    }

    public AnswerWait(Cancellation cancellation, Duration limit) {
        this.limit = limit;
        timeout.completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS).thenRun(this::end);
        registration = cancellation.onCancel(this::end);
    }

    /** Closes it when the wait is over, at once if it is already. */
    public synchronized <T extends Closeable> T at(T closeable) {
        if (over) {
            closeQuietly(closeable);
        }
        awaited.add(closeable);
        return closeable;
    }

    /** @throws SocketTimeoutException if what is waited at was closed */
    public synchronized void check() throws SocketTimeoutException {
        if (over) {
            throw new SocketTimeoutException(NoAnswer.late(limit).reason());
        }
    }

    private synchronized void end() {
        over = true;
        awaited.forEach(AnswerWait::closeQuietly);
    }

    static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // Nobody uses it any more.
        }
    }

    /** The answer has come; what was waited at is left open. */
    @Override
    public void close() {
        timeout.cancel(false);
        registration.close();
    }
}
