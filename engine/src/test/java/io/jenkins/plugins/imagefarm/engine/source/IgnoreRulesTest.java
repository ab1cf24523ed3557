package io.jenkins.plugins.imagefarm.engine.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IgnoreRulesTest {
    static Stream<Golden> questions() throws IOException {
        return Golden.read("patterns.jsonl");
    }

    private static Object answer(Golden question) {
        try {
            return new IgnoreRules(question.patterns()).matches(question.path());
        } catch (ProblemException e) {
            return Golden.ERROR;
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aPathIsMatchedIfMobyMatchesIt(Golden question) {
        assertEquals(question.answer(), answer(question));
    }

    @Test
    void anIgnoreFileIsReadLineByLine() {
        IgnoreRules rules = IgnoreRules.parse(
                "\uFEFF# comment\r\n\r\n  /target/ \r\n*.log\n! /keep.log\n #not-a-comment\n./a/../b");
        assertTrue(rules.matches("target/classes/A.class"));
        assertFalse(rules.matches("sub/target"));
        assertTrue(rules.matches("a.log"));
        assertFalse(rules.matches("keep.log"));
        assertTrue(rules.matches("#not-a-comment"));
        assertTrue(rules.matches("b"));
        assertFalse(rules.matches("a"));
    }

    @Test
    void anEmptyIgnoreFileIgnoresNothing() {
        assertFalse(IgnoreRules.parse("").matches("a"));
        assertFalse(IgnoreRules.parse("\n#\n").matches("a"));
    }

    @Test
    void aMalformedLineIsTheUsersToCorrect() {
        ProblemException e = assertThrows(ProblemException.class, () -> IgnoreRules.parse("ok\n[a"));
        assertEquals(Fault.USER, e.problem().fault());
        assertTrue(e.getMessage().contains("'[a'"), e.getMessage());
    }

    @Test
    void bytesThatAreNoTextMatchAsOneCharacter() {
        String name = DiskName.decode(new byte[] {'a', (byte) 0xff, 'b'});
        assertTrue(new IgnoreRules(List.of("a?b")).matches(name));
        assertTrue(new IgnoreRules(List.of("a[^x]b")).matches(name));
        assertTrue(new IgnoreRules(List.of(name)).matches(name));
        assertTrue(new IgnoreRules(List.of(name + "*")).matches(name));
        assertFalse(new IgnoreRules(List.of("a??b")).matches(name));
    }

    @Test
    void manyStarsDoNotTakeForEver() {
        IgnoreRules rules = new IgnoreRules(List.of("**/a/**/b/**/c/**/d*"));
        assertTimeout(Duration.ofSeconds(5), () -> assertFalse(rules.matches("a/b/c/".repeat(60) + "x")));
    }
}
