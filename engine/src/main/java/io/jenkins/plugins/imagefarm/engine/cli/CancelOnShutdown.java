package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Cancels a build when the program is told to end (SIGINT, SIGTERM), and holds the program's end until the build has cleaned up
 * or {@link #GRACE_SECONDS} are over. The program then ends with the build's own exit code: without that, the JVM would take one
 * from the signal.
 */
final class CancelOnShutdown implements AutoCloseable {
    private static final int GRACE_SECONDS = 10;

    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final Thread hook;

    CancelOnShutdown(Cancellation cancellation) {
        hook = new Thread(
                () -> {
                    cancellation.cancel();
                    Runtime.getRuntime()
                            .halt(exitCode.completeOnTimeout(ExitCode.CANCELLED, GRACE_SECONDS, TimeUnit.SECONDS)
                                    .join());
                },
                "cancel-on-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The build has ended, and all that belongs to it is written. */
    int ended(int code) {
        exitCode.complete(code);
        return code;
    }

    @Override
    public void close() {
        exitCode.complete(
                ExitCode.CANCELLED); // unless it is known: then whatever goes wrong does so while it is being cancelled
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program is ending already; the hook goes on now.
        }
    }
}
