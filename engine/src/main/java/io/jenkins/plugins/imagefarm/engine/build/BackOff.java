package io.jenkins.plugins.imagefarm.engine.build;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: doubled each time, with jitter, so that many builds do not come back together. */
record BackOff(Duration first, Duration longest, RandomGenerator random) {
    static BackOff standard() {
        return new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30), RandomGenerator.getDefault());
    }

    /** @param failures tries that have failed so far, from 1 */
    Duration after(int failures) {
        double doubled = first.toMillis() * Math.pow(2, failures - 1.0);
        double jittered = doubled * (0.75 + random.nextDouble() / 2);
        return Duration.ofMillis((long) Math.min(jittered, longest.toMillis()));
    }
}
