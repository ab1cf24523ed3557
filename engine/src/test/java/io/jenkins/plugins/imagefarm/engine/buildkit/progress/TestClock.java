package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.time.Instant;
import java.time.InstantSource;

/** Stands still until told otherwise. */
final class TestClock implements InstantSource {
    private Instant now = Script.START;

    @Override
    public Instant instant() {
        return now;
    }

    void set(Instant instant) {
        now = instant;
    }

    /** Seconds from the start. */
    void set(double seconds) {
        now = Script.instant(seconds);
    }
}
