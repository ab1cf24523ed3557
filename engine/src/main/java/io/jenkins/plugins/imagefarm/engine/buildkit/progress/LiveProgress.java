package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Lets time pass for a listener: what it holds back is shown also while the builder is silent. It may be told from any
 * thread; the listener is called by one at a time.
 */
public final class LiveProgress implements ProgressListener, AutoCloseable {
    /** progressui refreshes at this rate. */
    private static final Duration TICK = Duration.ofMillis(150);

    private final ProgressListener listener;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private boolean ended;

    public LiveProgress(ProgressListener listener) {
        this.listener = listener;
        ticker.scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void on(StatusResponse status) {
        if (!ended) {
            listener.on(status);
        }
    }

    @Override
    public synchronized void tick() {
        if (!ended) {
            listener.tick();
        }
    }

    /** Later messages are of no interest any more. */
    @Override
    public synchronized void end() {
        if (!ended) {
            ended = true;
            ticker.shutdown();
            listener.end();
        }
    }

    @Override
    public void close() {
        end();
    }
}
