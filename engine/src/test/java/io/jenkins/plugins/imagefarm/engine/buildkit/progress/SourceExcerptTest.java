package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines.Line;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.SourceExcerpt.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceExcerptTest {
    private static final String LINES = "one\ntwo\nthree\nfour\nfive\nsix\nseven\n";

    @Test
    void itIsThatOfBuildx() {
        assertEquals(
                """
                Dockerfile:2
                --------------------
                   1 |     FROM busybox
                   2 | >>> COPY missing.txt /x
                   3 |    \s
                --------------------
                """,
                excerpt("FROM busybox\nCOPY missing.txt /x\n", new Range(2, 2)).text());
    }

    @Test
    void aLineHasTwoLinesAroundIt() {
        assertEquals("""
                Dockerfile:4
                --------------------
                   2 |     two
                   3 |     three
                   4 | >>> four
                   5 |     five
                   6 |     six
                --------------------
                """, excerpt(LINES, new Range(4, 4)).text());
    }

    @Test
    void severalLinesHaveOneAroundThem() {
        assertEquals("""
                Dockerfile:2
                --------------------
                   1 |     one
                   2 | >>> two
                   3 | >>> three
                   4 |     four
                --------------------
                """, excerpt(LINES, new Range(2, 3)).text());
    }

    @Test
    void linesInBetweenAreNotMarked() {
        assertEquals(
                """
                Dockerfile:1
                --------------------
                   1 | >>> one
                   2 |     two
                   3 | >>> three
                   4 |     four
                --------------------
                """,
                excerpt("one\ntwo\nthree\nfour", new Range(1, 0), new Range(3, 3))
                        .text());
    }

    @Test
    void aPlaceTheFileDoesNotHaveGivesNoExcerpt() {
        assertEquals("", excerpt("one", new Range(2, 2)).text());
        assertEquals("", excerpt("one", new Range(0, 0)).text());
        assertEquals("", excerpt("one").text());
        assertEquals("Dockerfile", excerpt("one").place());
    }

    @Test
    void ofVeryMuchProgramsGetTheBeginning() {
        SourceLines shown = excerpt(("x".repeat(600) + "\n").repeat(50), new Range(2, 40))
                .shown()
                .orElseThrow();
        assertEquals(20, shown.lines().size());
        assertEquals(new Line(2, true, "x".repeat(500) + "…"), shown.lines().get(1));
    }

    private static SourceExcerpt excerpt(String content, Range... ranges) {
        return new SourceExcerpt("Dockerfile", content, List.of(ranges));
    }
}
