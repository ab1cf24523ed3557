package io.jenkins.plugins.imagefarm.engine.transport;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Notices that the peer of an SSH connection is gone: when nothing is heard for a while it is asked, and when it still says nothing
 * the connection is closed, which ends every read and write that waits.
 *
 * <p>The SSH library's own keep-alive is not used: it rests on a time limit of reads, so that a peer that pauses within a packet
 * loses the rest of it, and it asks in the reading thread, which waits for ever behind a write that is stuck.
 */
final class PeerWatch {
    private static final Duration TICK = Duration.ofSeconds(2);
    private static final Duration ASK_AFTER = Duration.ofSeconds(8);
    private static final Duration GONE_AFTER = Duration.ofSeconds(22);

    private final Socket socket;
    /** Two threads, since asking waits behind a write that is stuck, and judging must not. */
    private final ScheduledThreadPoolExecutor threads;

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private volatile long heard = System.nanoTime();
    private volatile boolean ended;

    PeerWatch(Socket socket) {
        this.socket = socket;
        threads = new ScheduledThreadPoolExecutor(2, task -> {
            Thread thread = new Thread(task, "ssh-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to watch. */
    void start(Question question) {
        every(this::judge);
        every(() -> ask(question));
    }

    private void every(Runnable task) {
        threads.scheduleWithFixedDelay(task, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void judge() {
        if (reads.get() == 0 && writes.get() == 0) {
            heard = System.nanoTime(); // Nobody listens: it is this side that is slow.
        } else if (silence().compareTo(GONE_AFTER) >= 0) {
            end();
        }
    }

    private void ask(Question question) {
        if (silence().compareTo(ASK_AFTER) < 0 || writes.get() > 0) {
            return; // What is being written asks as well.
        }
        try {
            question.ask();
        } catch (Exception e) {
            end(); // It cannot even be asked.
        }
    }

    private Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heard);
    }

    InputStream watched(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                reads.incrementAndGet();
                try {
                    int count = super.read(bytes, offset, length);
                    if (count < 0) {
                        end();
                    }
                    return count;
                } catch (IOException e) {
                    end();
                    throw e;
                } finally {
                    heard = System.nanoTime();
                    reads.decrementAndGet();
                }
            }
        };
    }

    OutputStream watched(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                writes.incrementAndGet();
                try {
                    out.write(bytes, offset, length);
                } catch (IOException e) {
                    end();
                    throw e;
                } finally {
                    writes.decrementAndGet();
                }
            }
        };
    }

    /** Whether the connection is over, by whomever. */
    boolean hasEnded() {
        return ended;
    }

    /** Runs what may have to wait for the peer. */
    void execute(Runnable task) {
        if (!ended) {
            threads.execute(task);
        }
    }

    /** Closes the connection. */
    void end() {
        ended = true;
        threads.shutdownNow();
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody uses it any more.
        }
    }

    /** Something that the peer has to answer, whatever it answers. */
    @FunctionalInterface
    interface Question {
        void ask() throws Exception;
    }
}
