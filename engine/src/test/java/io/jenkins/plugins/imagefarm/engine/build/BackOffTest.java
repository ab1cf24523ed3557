package io.jenkins.plugins.imagefarm.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    /** Says one half of whatever may be said. */
    private static final RandomGenerator MIDDLE = () -> 1L << 63;

    @Test
    void pausesAreDoubledUpToTheLongest() {
        BackOff backOff = new BackOff(Duration.ofSeconds(4), Duration.ofSeconds(30), MIDDLE);
        assertEquals(
                List.of(4L, 8L, 16L, 30L, 30L),
                IntStream.rangeClosed(1, 5)
                        .mapToObj(failures -> backOff.after(failures).toSeconds())
                        .toList());
    }

    @Test
    void buildsThatFailTogetherDoNotComeBackTogether() {
        List<Duration> pauses = IntStream.range(0, 50)
                .mapToObj(build -> BackOff.from(Duration.ofSeconds(8)).after(1))
                .toList();
        assertTrue(pauses.stream().distinct().count() > 1, pauses::toString);
        assertTrue(
                pauses.stream().allMatch(pause -> pause.toMillis() >= 6_000 && pause.toMillis() <= 10_000),
                pauses::toString);
    }

    @Test
    void aLongFirstPauseIsKept() {
        assertTrue(BackOff.from(Duration.ofMinutes(5)).after(2).compareTo(Duration.ofMinutes(5)) == 0);
    }
}
