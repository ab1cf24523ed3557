package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTextTest {
    @Test
    void aValueIsAllThatFollowsTheFirstEqualsSign() {
        assertEquals(
                Map.of("A", "b=c", "Q", "\"x y\" 'z'", "E", "", "N", "1"),
                variables("\uFEFFA=b=c\r\n\n  # comment=1\nQ=\"x y\" 'z'\nE=\n  N = 1 \n#A=2"));
    }

    @Test
    void aLaterLineGoesBeforeAnEarlierOne() {
        assertEquals(Map.of("A", "2"), variables("A=1\nA=2"));
    }

    @ParameterizedTest
    @CsvSource({
        "s3cret, it has no '='",
        "1A=s3cret, '1A' is not the name",
        "=s3cret, '' is not the name",
        "A B=s3cret, 'A B' is not"
    })
    void aBrokenLineIsToldWithItsNumberAndNotShown(String line, String why) {
        S2iFailure failure = assertThrows(S2iFailure.class, () -> variables("A=1\n# 2\n\n" + line + "\n"));
        assertTrue(failure.getMessage().contains("file, line 4 is not a variable: " + why), failure.getMessage());
        assertFalse(failure.getMessage().contains("s3cret"), failure.getMessage());
    }

    private static Map<String, String> variables(String text) {
        return new EnvironmentText("file", text).variables();
    }
}
