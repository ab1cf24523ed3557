package io.jenkins.plugins.imagefarm.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Limits;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final Limits LIMITS = new Limits(0, 0, 10_000, 5_000);

    private final AtomicLong clock = new AtomicLong();
    private final Pulse pulse = new Pulse(clock::get);

    @Test
    void whoWaitsForABuilderIsNotToldOfMissingOutput() {
        pass(9);
        assertEquals(Optional.empty(), pulse.exceeded(LIMITS));
        pass(2);
        assertEquals(
                "The build got no builder within its startTimeout of 10 s",
                pulse.exceeded(LIMITS).map(Problem::cause).orElseThrow());
    }

    @Test
    void silenceCountsFromTheLastOutput() throws Exception {
        pass(9);
        pulse.begin();
        pass(4);
        pulse.heard(OutputStream.nullOutputStream()).write('x');
        pass(4);
        assertEquals(Optional.empty(), pulse.exceeded(LIMITS));
        pass(2);
        assertEquals(Fault.USER, pulse.exceeded(LIMITS).map(Problem::fault).orElseThrow());
    }

    @Test
    void thePauseBeforeAnotherTryIsNoSilence() {
        pulse.begin();
        pulse.rest(Duration.ofSeconds(60));
        pass(1);
        pulse.beat();
        pass(63);
        assertEquals(Optional.empty(), pulse.exceeded(LIMITS));
        pass(2);
        assertTrue(pulse.exceeded(LIMITS).isPresent());
    }

    @Test
    void whoWaitsForAnotherBuilderIsNotSilentUntilItHasIt() {
        pulse.begin();
        pulse.idle();
        pass(60);
        assertEquals(Optional.empty(), pulse.exceeded(LIMITS));
        pulse.begin();
        pass(4);
        assertEquals(Optional.empty(), pulse.exceeded(LIMITS));
        pass(2);
        assertTrue(pulse.exceeded(LIMITS).isPresent());
    }

    @Test
    void withoutLimitsItMayTakeForever() {
        pulse.begin();
        pass(1_000_000);
        assertEquals(Optional.empty(), pulse.exceeded(Limits.ofRetries(0)));
    }

    private void pass(long seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void whatIsTooLongForNanosecondsIsNotReached() {
        Duration ages = Duration.ofDays(999_999);
        pulse.begin();
        pulse.rest(ages);
        pass(1_000_000);
        assertEquals(Optional.empty(), pulse.exceeded(new Limits(0, 0, ages.toMillis(), ages.toMillis())));
    }
}
