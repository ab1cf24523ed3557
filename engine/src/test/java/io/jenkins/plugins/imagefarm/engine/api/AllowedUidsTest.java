package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedUidsTest {
    @ParameterizedTest
    @CsvSource({
        "1-, 1, true", "1-, 0, false", "1-, '', false", "1-, app, false", "1-, 1001:0, true",
                "'500,1000-2000', 500, true",
        "'500,1000-2000', 2000, true", "'500,1000-2000', 2001, false", "-5, 0, true", "-5, 6, false", "7, 7, true",
                "7, 8, false"
    })
    void onlyNumbersInARangeAreAllowed(String ranges, String user, boolean allowed) {
        assertEquals(allowed, AllowedUids.valueOf(ranges).allow(user == null ? "" : user));
    }

    @Test
    void withoutRangesEverybodyIs() {
        assertTrue(AllowedUids.all().allow("app"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1,", "5-1", "1--2", "--", "1-2-3", "12345678901"})
    void aTextThatIsNoListIsRefused(String text) {
        assertThrows(ProblemException.class, () -> AllowedUids.valueOf(text));
    }

    @Test
    void itIsShownAsItIsWritten() {
        assertEquals("0-5,7,1000-", AllowedUids.valueOf("-5, 7,1000-").toString());
    }
}
