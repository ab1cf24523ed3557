package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Waits for what happens by itself. */
final class Await {
    private static final long PATIENCE_S = 90;

    private Await() {}

    static void that(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "it did not come to pass");
            Thread.sleep(20);
        }
    }
}
