package io.jenkins.plugins.imagefarm.trend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 1 ms",
        "3, 0 1 ms 2 ms 3 ms",
        "430, 0 100 ms 200 ms 300 ms 400 ms 500 ms",
        "5000, 0 1 s 2 s 3 s 4 s 5 s",
        "5001, 0 2 s 4 s 6 s",
        "65000, 0 15 s 30 s 45 s 60 s 75 s",
        "200000, 0 1 min 2 min 3 min 4 min",
        "3600000, 0 15 min 30 min 45 min 60 min",
        "40000000, 0 5 h 10 h 15 h"
    })
    void timesAreInSecondsMinutesOrHours(long most, String ticks) {
        assertEquals(ticks, ticks(most, Axis::ofTime));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 1 B",
        "1500, 0 500 B 1000 B 1500 B",
        "12900000, 0 5 MiB 10 MiB 15 MiB",
        "1048576, 0 500 KiB 1000 KiB 1500 KiB",
        "3000000000, 0 1 GiB 2 GiB 3 GiB"
    })
    void sizesAreInUnitsOf1024(long most, String ticks) {
        assertEquals(ticks, ticks(most, Axis::ofSize));
    }

    @Test
    void percentAlwaysGoToHundred() {
        assertEquals("0 25 % 50 % 75 % 100 %", ticks(3, most -> Axis.ofPercent()));
    }

    @Test
    void figuresLieBetweenTheEnds() {
        Axis axis = Axis.ofTime(4_000);
        assertEquals(0, axis.position(0));
        assertEquals(0.5, axis.position(2_000));
        assertEquals(1, axis.position(4_000));
    }

    @Test
    void whatNoUnitCanShowEndsAtTheTop() {
        Axis axis = Axis.ofTime(Long.MAX_VALUE);
        assertEquals("0 500 h 1000 h 1500 h 2000 h 2500 h", ticks(Long.MAX_VALUE, Axis::ofTime));
        assertEquals(1, axis.position(Long.MAX_VALUE));
    }

    private static String ticks(long most, DoubleFunction<Axis> axis) {
        return axis.apply(most).ticks().stream().map(Axis.Tick::text).collect(Collectors.joining(" "));
    }
}
