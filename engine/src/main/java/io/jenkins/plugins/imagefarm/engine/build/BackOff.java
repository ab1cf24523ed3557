package io.jenkins.plugins.imagefarm.engine.build;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: doubled each time, with jitter, so that many builds do not come back together. */
record BackOff(Duration first, Duration longest, RandomGenerator random) {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** @param first about; a longer one than is usual for the last is not made shorter */
    static BackOff from(Duration first) {
        Duration longest = first.compareTo(LONGEST) > 0 ? first : LONGEST;
        return new BackOff(first, longest, new Random());
    }

    /** @param failures tries that have failed so far, from 1 */
    Duration after(int failures) {
        double doubled = first.toMillis() * Math.pow(2, failures - 1.0);
        double jittered = doubled * (0.75 + random.nextDouble() / 2);
        return Duration.ofMillis((long) Math.min(jittered, longest.toMillis()));
    }
}
