package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Cancels a build when the program is told to end (SIGINT, SIGTERM), and holds the program's end until the build has cleaned up
 * or {@link #GRACE_SECONDS} are over.
 */
final class CancelOnShutdown implements AutoCloseable {
    private static final int GRACE_SECONDS = 10;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    CancelOnShutdown(Cancellation cancellation) {
        hook = new Thread(
                () -> {
                    cancellation.cancel();
                    awaitEnd();
                },
                "cancel-on-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void awaitEnd() {
        try {
            done.await(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already; the hook goes on now.
        }
    }
}
