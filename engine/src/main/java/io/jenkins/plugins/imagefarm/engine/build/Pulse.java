package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.Limits;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** When a build, with all its parts, was last heard of, and whether it has a builder. */
final class Pulse {
    private final LongSupplier nanoTime;
    private final long start;
    private volatile long heardAt;
    private volatile boolean begun;
    private volatile boolean idle;

    Pulse() {
        this(System::nanoTime);
    }

    Pulse(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        this.heardAt = start;
    }

    /** It puts something out. */
    void beat() {
        hear(nanoTime.getAsLong());
    }

    /** It has a builder. */
    void begin() {
        beat();
        begun = true;
        idle = false;
    }

    /** It has none any more, and is silent until it has one again. */
    void idle() {
        idle = true;
    }

    /** It will be silent for so long, and may be. */
    void rest(Duration pause) {
        hear(nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(pause.toMillis()));
    }

    /** What one part puts out does not end the rest of another one. */
    private synchronized void hear(long at) {
        if (at - heardAt > 0) {
            heardAt = at;
        }
    }

    /** The same stream, of which every byte is a beat. */
    OutputStream heard(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int value) throws IOException {
                beat();
                out.write(value);
            }

            @Override
            public void write(byte[] data, int offset, int length) throws IOException {
                beat();
                out.write(data, offset, length);
            }
        };
    }

    /** What is wrong if it kept people waiting for longer than it may. */
    Optional<Problem> exceeded(Limits limits) {
        if (!begun && isOver(limits.startTimeoutMs(), start)) {
            return Optional.of(Problem.service(
                    "The build got no builder within its startTimeout of " + seconds(limits.startTimeoutMs()),
                    "Give it more time, or look what its builders are doing."));
        }
        if (begun && !idle && isOver(limits.noOutputTimeoutMs(), heardAt)) {
            return Optional.of(Problem.user(
                    "The build put out nothing for its noOutputTimeout of " + seconds(limits.noOutputTimeoutMs())
                            + " and was stopped",
                    "Look at the end of its log for the step that hangs, or give it more time."));
        }
        return Optional.empty();
    }

    private boolean isOver(long limitMs, long since) {
        // TimeUnit, because it takes what is too long for nanoseconds for as long as there are.
        return limitMs > 0 && nanoTime.getAsLong() - since > TimeUnit.MILLISECONDS.toNanos(limitMs);
    }

    private static String seconds(long ms) {
        return ms / 1000 + " s";
    }
}
