package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteCountTest {
    @ParameterizedTest
    @CsvSource({"0,0B", "999,999B", "1000,1.00kB", "1234,1.23kB", "999999,1000.00kB", "1500000000,1.50GB"})
    void unitsAreDecimal(long bytes, String text) {
        assertEquals(text, new ByteCount(bytes).toString());
    }
}
