package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        "linux/arm64/v8.0, linux/arm64",
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
    @CsvSource({
        "linux/amd64, linux/amd64",
        "linux/arm64, linux/arm64/v8",
        "linux/amd64/v3, linux/amd64/v2",
        "linux/amd64/v3, linux/amd64",
        "linux/arm/v7, linux/arm/v6",
        "linux/arm/v7, linux/arm/v5",
        "linux/arm/v8, linux/arm",
        "linux/arm64/v8.2, linux/arm64",
        "linux/arm64/v9, linux/arm64/v8.5",
        "linux/arm64/v9.1, linux/arm64/v8.6",
        "linux/s390x, linux/s390x",
        "linux/ppc64le/power9, linux/ppc64le/power9",
        "windows/amd64, windows/amd64"
    })
    void aProcessorRunsItsOwnVariantAndLowerOnes(String processor, String program) {
        assertTrue(Platform.valueOf(processor).runs(Platform.valueOf(program)));
    }

    @ParameterizedTest
    @CsvSource({
        "linux/amd64, linux/amd64/v2",
        "linux/amd64/v2, linux/amd64/v3",
        "linux/arm/v6, linux/arm/v7",
        "linux/arm64, linux/arm64/v9",
        "linux/arm64/v8.9, linux/arm64/v9",
        "linux/arm64/v9, linux/arm64/v8.6",
        "linux/arm64, linux/arm/v7",
        "linux/amd64, linux/386",
        "linux/amd64, windows/amd64",
        "linux/ppc64le/power9, linux/ppc64le/power8",
        "linux/amd64, linux/arm64"
    })
    void aProcessorDoesNotRunHigherVariantsOrOtherArchitectures(String processor, String program) {
        assertFalse(Platform.valueOf(processor).runs(Platform.valueOf(program)));
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
