package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.Limits;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Ends a build that keeps people waiting for longer than it may. */
final class BuildWatch implements AutoCloseable {
    private static final long SLOWEST_TICK_MS = 1000;

    /** Null if there is nothing to watch. */
    private final ScheduledExecutorService timer;

    BuildWatch(Limits limits, Pulse pulse, Cancellation cancellation) {
        long shortest = LongStream.of(limits.startTimeoutMs(), limits.noOutputTimeoutMs())
                .filter(limit -> limit > 0)
                .min()
                .orElse(0);
        if (shortest == 0) {
            timer = null;
            return;
        }
        timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "build-watch");
            thread.setDaemon(true);
            return thread;
        });
        long tick = Math.max(1, Math.min(SLOWEST_TICK_MS, shortest / 4));
        timer.scheduleWithFixedDelay(
                () -> pulse.exceeded(limits).ifPresent(cancellation::fail), tick, tick, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
