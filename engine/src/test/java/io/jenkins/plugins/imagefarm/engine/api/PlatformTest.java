package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64",
        "linux/x86_64, linux/amd64",
        "linux/amd64/v1, linux/amd64",
        "linux/amd64/v3, linux/amd64/v3",
        "linux/aarch64, linux/arm64",
        "linux/arm64/v8, linux/arm64",
        "linux/arm64/8, linux/arm64",
        "linux/armhf, linux/arm/v7",
        "linux/armel, linux/arm/v6",
        "linux/arm, linux/arm/v7",
        "Linux/ARM/v6, linux/arm/v6",
        "linux/i386, linux/386",
        "windows/amd64, windows/amd64"
    })
    void otherSpellingsAreNormalised(String text, String normal) {
        assertEquals(normal, Platform.valueOf(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "linux", "linux/", "/amd64", "linux/amd64/v2/x", "linux/a b", "linux/amd64;id"})
    void whatIsNoPlatformIsTheUsersFault(String text) {
        assertEquals(
                Fault.USER,
                assertThrows(ProblemException.class, () -> Platform.valueOf(text))
                        .problem()
                        .fault());
    }
}
