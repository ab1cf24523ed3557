package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends a build whose save-artifacts does not end: what it would save is worth less than the time. */
final class SaveLimit implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "save-limit");
        thread.setDaemon(true);
        return thread;
    });
    private final Duration limit;
    private final Cancellation build;
    private ScheduledFuture<?> end;
    private boolean exceeded;

    SaveLimit(Duration limit, Cancellation build) {
        this.limit = limit;
        this.build = build;
    }

    /** What save-artifacts does. */
    synchronized void saving(StepState state) {
        if (state != StepState.STARTED) {
            if (end != null) {
                end.cancel(false);
            }
        } else if (end == null) {
            end = timer.schedule(this::exceed, limit.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void exceed() {
        synchronized (this) {
            exceeded = true;
        }
        build.cancel();
    }

    synchronized boolean isExceeded() {
        return exceeded;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
