package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Cancels a build when its control directory says so, at once if it does already, or when nobody looks after it any more. */
final class CancelFileWatch implements AutoCloseable {
    private static final int POLL_MS = 200;

    private final ControlDirectory control;
    private final Cancellation cancellation;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "cancel-watch");
        thread.setDaemon(true);
        return thread;
    });

    CancelFileWatch(ControlDirectory control, Cancellation cancellation) {
        this.control = control;
        this.cancellation = cancellation;
        look();
        timer.scheduleWithFixedDelay(this::look, POLL_MS, POLL_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        if (control.isCancelRequested() || control.isAbandoned()) {
            cancellation.cancel();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
