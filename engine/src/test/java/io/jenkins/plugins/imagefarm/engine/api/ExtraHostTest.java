package io.jenkins.plugins.imagefarm.engine.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtraHostTest {
    @ParameterizedTest
    @CsvSource({
        "db:10.0.0.5, db, 10.0.0.5",
        "' db.example.com = 10.0.0.5 ', db.example.com, 10.0.0.5",
        "six:::1, six, ::1",
        "six=2001:db8::7, six, 2001:db8::7",
        "six:[2001:db8::7], six, 2001:db8::7"
    })
    void isANameAndAnAddress(String text, String name, String address) {
        assertEquals(new ExtraHost(name, address), ExtraHost.valueOf(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "db",
                "db:",
                ":10.0.0.5",
                "a,b:10.0.0.5",
                "db:10.0.0",
                "db:10.0.0.256",
                "db:host-gateway",
                "db:::x",
                "db:1::2::3"
            })
    void allElseIsRefusedWithAnExample(String text) {
        ProblemException refusal = assertThrows(ProblemException.class, () -> ExtraHost.valueOf(text));
        assertEquals(
                "Write NAME:ADDRESS, such as db:10.0.0.5.", refusal.problem().advice());
    }
}
