package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for conditions. The bounds are for machines that are busy with something else; what holds is seen within milliseconds. */
public final class Eventually {
    /** For whatever a build that is not held up does. */
    public static final Duration SOON = Duration.ofSeconds(120);

    private static final long POLL_MS = 20;

    private Eventually() {}

    public static void holds(String what, Callable<Boolean> condition) throws Exception {
        holds(() -> what, SOON, condition);
    }

    public static void holds(Supplier<String> what, Duration bound, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + bound.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                fail("not within " + bound.toSeconds() + " s: " + what.get());
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }
}
