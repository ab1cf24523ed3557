package io.jenkins.plugins.imagefarm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeoutsTest {
    @ParameterizedTest
    @CsvSource({"90, PT90S", "45s, PT45S", "30m, PT30M", "1h30m, PT1H30M", "2d, PT48H", "90m, PT90M"})
    void areSecondsOrHaveUnits(String text, Duration time) {
        assertEquals(time, Timeouts.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0m", "soon", "-1", "1.5h", "30 m", "m", "99999999999999999999"})
    void allElseIsRefused(String text) {
        assertThrows(ProblemException.class, () -> Timeouts.parse(text));
    }
}
