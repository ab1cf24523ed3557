package io.jenkins.plugins.imagefarm.engine.registry;

import java.time.Duration;

/** A point in time after which nobody waits any more, on the clock of {@link System#nanoTime()}. */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    /** The given time, or less if the deadline comes first. */
    Duration atMost(Duration time) {
        Duration left = left();
        return left.compareTo(time) < 0 ? left : time;
    }
}
