package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.transport.NoAnswer;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends what waits for a server: when nothing has come for too long, or the build is cancelled, it closes what is waited at. JGit's
 * own time limits rest on interrupting a thread, which a read from a socket does not heed.
 */
final class QuietWatch implements AutoCloseable {
    private static final long NOBODY_WAITS = 0;

    private final Duration limit;
    private final List<Closeable> awaited = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "git-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final Cancellation.AutoCloseableAction registration;
    private volatile long waitingSince = NOBODY_WAITS;
    private boolean over;
    private boolean late;

    QuietWatch(Duration limit, Cancellation cancellation) {
        this.limit = limit;
        long tick = Math.max(1, Math.min(1000, limit.toMillis() / 4));
        timer.scheduleWithFixedDelay(this::look, tick, tick, TimeUnit.MILLISECONDS);
        registration = cancellation.onCancel(() -> end(false));
    }

    /** Something that may have to wait for the server. */
    @FunctionalInterface
    interface Waiting<T> {
        T get() throws IOException;
    }

    /** Closes it when the wait is over, at once if it is already. */
    synchronized <T extends Closeable> T at(T closeable) {
        awaited.add(closeable);
        if (over) {
            closeQuietly(closeable);
        }
        return closeable;
    }

    <T> T waiting(Waiting<T> something) throws IOException {
        waitingSince = System.nanoTime() | 1; // never the number that means nobody
        try {
            return something.get();
        } catch (IOException e) {
            check();
            throw e;
        } finally {
            waitingSince = NOBODY_WAITS;
        }
    }

    /** The same stream, whose reads are waits. */
    InputStream watched(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                return waiting(in::read);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = waiting(() -> in.read(bytes, offset, length));
                if (count < 0) {
                    check(); // Some streams end when they are closed.
                }
                return count;
            }
        };
    }

    /** @throws SocketTimeoutException if what is waited at was closed because of the server's silence */
    synchronized void check() throws SocketTimeoutException {
        if (late) {
            throw new SocketTimeoutException(NoAnswer.late(limit).reason());
        }
    }

    private void look() {
        long since = waitingSince;
        if (since != NOBODY_WAITS && System.nanoTime() - since > limit.toNanos()) {
            end(true);
        }
    }

    private synchronized void end(boolean silent) {
        if (!over) {
            over = true;
            late = silent;
            awaited.forEach(QuietWatch::closeQuietly);
        }
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // Nobody uses it any more.
        }
    }

    /** Nothing is waited for any more; all that was is closed. */
    @Override
    public void close() {
        registration.close();
        timer.shutdownNow();
        end(false);
    }
}
