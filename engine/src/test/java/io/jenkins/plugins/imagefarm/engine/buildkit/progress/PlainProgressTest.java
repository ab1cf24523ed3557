package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.Script.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexWarning;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainProgressTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final TestClock clock = new TestClock();
    private final ProgressFeed feed = new ProgressFeed(new SolveProgress(), new PlainProgress(out, clock));

    @Test
    void stepsAreSeparatedByAnEmptyLine() {
        at(0, message().done("a", 0, 1.24));
        at(1, message().cached("b", 1, 1));
        at(2, message().failed("c", 1, 1, "context canceled"));
        assertConsole("""
                #1 step a
                #1 DONE 1.2s

                #2 step b
                #2 CACHED

                #3 step c
                #3 CANCELED
                """);
    }

    @Test
    void aLineShowsTheTimeSinceItsStepStartedWithFewerDecimalsTheLongerItTook() {
        at(0, message().started("a", 0).log("a", 0.5, "x\n").log("a", 10, "y\n").log("a", 123.456, "\nz\n"));
        assertConsole("""
                #1 step a
                #1 0.500 x
                #1 10.00 y
                #1 123.5\s
                #1 123.5 z
                """);
    }

    @Test
    void aLineWithoutItsEndIsContinued() {
        at(0, message().started("a", 0).log("a", 0.1, "par"));
        assertConsole("#1 step a\n#1 0.100 par");
        at(1, message().log("a", 0.9, "tial\nnext"));
        assertConsole("#1 step a\n#1 0.100 partial\n#1 0.900 next");
        at(2, message().done("a", 0, 1));
        assertConsole("#1 step a\n#1 0.100 partial\n#1 0.900 next\n#1 DONE 1.0s\n");
    }

    @Test
    void aLineThatWasInterruptedIsWrittenAgainFromItsStart() {
        at(0, message().started("a", 0).log("a", 0.1, "par"));
        at(1, message().done("b", 0, 1));
        at(2, message().log("a", 2, "tial\n"));
        assertConsole("""
                #1 step a
                #1 0.100 par
                #1 ...

                #2 step b
                #2 DONE 1.0s

                #1 step a
                #1 0.100 partial
                """);
    }

    @Test
    void carriageReturnsGoOutAsTheyCame() {
        at(0, message().started("a", 0).log("a", 1, "10%\r"));
        at(1, message().log("a", 2, "20%\r\n"));
        assertConsole("#1 step a\n#1 1.000 10%\r20%\r\n");
    }

    @Test
    void noCharacterIsTornApart() {
        at(0, message().started("a", 0));
        byte[] bytes = "äöü€𝄞".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            at(
                    1 + i,
                    message()
                            .log("a", 1, 1, ByteString.copyFrom(bytes, i, 1))
                            .log("a", 1, 2, ByteString.copyFromUtf8("|")));
            assertEquals(-1, console().indexOf('\uFFFD'), console());
        }
        assertTrue(console().endsWith("|ä||ö||ü|||€||||𝄞|"), console());
    }

    @Test
    void bytesThatAreNoUtf8GoOutAsTheyCame() {
        byte[] latin1 = "caf\u00e9 \u00e4\n".getBytes(StandardCharsets.ISO_8859_1);
        at(0, message().started("a", 0).log("a", 1, 1, ByteString.copyFrom(latin1)));
        assertTrue(out.toString(StandardCharsets.ISO_8859_1).endsWith("caf\u00e9 \u00e4\n"));
    }

    @Test
    void transfersShowHowFarTheyAreAndHowLongTheyTook() {
        at(0, message().started("a", 0).transferred("a", "transferring context:", 0, 0.001, 2, 0));
        at(1, message().transfer("a", "sha256:1", 0, 0.3, 10_485_760, 20_000_000));
        at(2, message().transferred("a", "extracting sha256:1", 0, 1.26, 0, 0));
        assertConsole("""
                #1 step a
                #1 transferring context: 2B done
                #1 sha256:1 10.49MB / 20.00MB 0.3s
                #1 extracting sha256:1 1.3s done
                """);
    }

    @Test
    void aTransferIsShownAgainAfterFivePercentOrFiveSecondsOrItsEnd() {
        at(0, message().started("a", 0).transfer("a", "t", 0, 0, 0, 1000));
        at(1, message().transfer("a", "t", 0, 1, 49, 1000));
        at(2, message().transfer("a", "t", 0, 2, 50, 1000));
        at(3, message().transfer("a", "t", 0, 6.9, 51, 1000));
        at(4, message().transfer("a", "t", 0, 7, 52, 1000));
        at(5, message().transferred("a", "t", 0, 7.1, 52, 1000));
        assertConsole("""
                #1 step a
                #1 t 0B / 1.00kB
                #1 t 50B / 1.00kB 2.0s
                #1 t 52B / 1.00kB 7.0s
                #1 t 52B / 1.00kB 7.1s done
                """);
    }

    @Test
    void aCompletedStepIsNotDoneBeforeItsTransfersAre() {
        at(0, message().done("a", 0, 1).transfer("a", "t", 0, 1, 1, 0));
        assertConsole("#1 step a\n#1 t 1B 1.0s\n");
        at(1, message().transferred("a", "t", 0, 2, 1, 0));
        assertConsole("#1 step a\n#1 t 1B 1.0s\n#1 t 1B 2.0s done\n#1 DONE 1.0s\n");
    }

    @Test
    void warningsAreShownWithTheirStep() {
        at(
                0,
                message()
                        .started("a", 0)
                        .warning(VertexWarning.newBuilder()
                                .setVertex("a")
                                .setShort(ByteString.copyFromUtf8("careful"))));
        assertConsole("#1 step a\n#1 WARN: careful\n");
    }

    @Test
    void theCurrentStepStaysForFiveSecondsAndLongerIfItTellsMore() {
        at(0, message().started("a", 0).log("a", 0, "a0\n"));
        at(1, message().started("b", 1).log("b", 1, "b1\n"));
        for (int second = 2; second < 9; second++) {
            at(second, message().log("a", second, "a" + second + "\n").log("b", second, "b" + second + "\n"));
        }
        assertConsole("""
                #1 step a
                #1 0.000 a0
                #1 2.000 a2
                #1 3.000 a3
                #1 4.000 a4
                #1 5.000 a5
                #1 6.000 a6
                #1 7.000 a7
                #1 8.000 a8
                """);
        clock.set(11);
        feed.tick();
        assertTrue(console().contains("#1 8.000 a8\n#1 ...\n\n#2 step b\n#2 0.000 b1\n#2 1.000 b2\n"), console());
    }

    @Test
    void aStepThatHasWaitedTenSecondsComesNext() {
        at(0, message().started("a", 0));
        for (int i = 0; i < 200; i++) {
            at(0.5, message().log("a", 0.5, "a\n"));
        }
        at(1, message().started("b", 1).log("b", 1, "b\n"));
        at(11, message().log("a", 11, "a\n"));
        assertTrue(console().endsWith("#1 11.00 a\n"), console());
        clock.set(11.2);
        feed.tick();
        assertTrue(console().endsWith("#1 ...\n\n#2 step b\n#2 0.000 b\n"), console());
    }

    @Test
    void whenTheCurrentStepEndsTheConsoleTellsWhatRunsOn() {
        at(0, message().started("a", 0).log("a", 0, "a\n"));
        at(1, message().started("b", 1));
        at(2, message().done("a", 0, 2));
        assertConsole("#1 step a\n#1 0.000 a\n#1 DONE 2.0s\n\n#2 step b\n");
    }

    @Test
    void newsWithinATenthOfASecondAreShownTogetherByTheTick() {
        at(0, message().started("a", 0));
        at(0.05, message().done("c", 0, 0.04));
        at(0.06, message().done("b", 0, 0.03));
        assertConsole("#1 step a\n");
        clock.set(0.2);
        feed.tick();
        feed.tick();
        assertConsole("#1 step a\n#1 ...\n\n#2 step b\n#2 DONE 0.0s\n\n#3 step c\n#3 DONE 0.0s\n\n#1 step a\n");
    }

    @Test
    void aStepThatStartsTwiceIsShownTwice() {
        at(0, message().cached("a", 0, 0));
        at(1, message().done("a", 1, 2.5));
        assertConsole("#1 step a\n#1 CACHED\n\n#1 step a\n#1 DONE 1.5s\n");
    }

    @Test
    void theLastLinesOfAFailedStepAreShownAtTheEnd() {
        at(0, message().started("a", 0).log("a", 0.1, "one\ntwo"));
        at(1, message().failed("a", 0, 1, "exit code: 1"));
        at(1, message().failed("b", 0, 1, "context canceled"));
        feed.end();
        assertConsole("""
                #1 step a
                #1 0.100 one
                #1 0.100 two
                #1 ERROR: exit code: 1

                #2 step b
                #2 CANCELED
                ------
                 > step a:
                0.100 one
                0.100 two
                ------
                """);
    }

    @Test
    void aStreamThatBreaksOffLosesNothingAndEndsItsLine() {
        at(0, message().started("a", 0).log("a", 0, "a\n"));
        at(0.01, message().started("b", 0).log("b", 0, "b\n").log("a", 0, "half"));
        feed.end();
        assertConsole("#1 step a\n#1 0.000 a\n#1 0.000 half\n#1 ...\n\n#2 step b\n#2 0.000 b\n");
        at(1, message());
    }

    @Test
    void twoHundredThousandLinesAndALongOneTakeNoTimeWorthMentioning() {
        assertTimeout(Duration.ofMinutes(1), () -> {
            at(0, message().started("a", 0));
            for (int i = 0; i < 200_000; i++) {
                at(i / 1000.0, message().log("a", i / 1000.0, "line " + i + "\n"));
            }
            String piece = "x".repeat(1000);
            for (int i = 0; i < 20_000; i++) {
                at(200 + i / 1000.0, message().log("a", 200, piece));
            }
            feed.end();
        });
        assertEquals(200_002, console().lines().count());
    }

    @Test
    void outputCutAnywhereGivesTheSameConsole() {
        String text = "one\ntwö\r\n\nthree 𝄞\nend";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            ByteArrayOutputStream console = new ByteArrayOutputStream();
            ProgressFeed cut = new ProgressFeed(new SolveProgress(), new PlainProgress(console, clock));
            cut.on(message().started("a", 0).build());
            for (int from = 0, to; from < bytes.length; from = to) {
                to = Math.min(bytes.length, from + 1 + random.nextInt(5));
                cut.on(message()
                        .log("a", 1, 1, ByteString.copyFrom(bytes, from, to - from))
                        .build());
                cut.tick();
            }
            cut.end();
            assertEquals(
                    "#1 step a\n#1 1.000 one\n#1 1.000 twö\r\n#1 1.000 \n#1 1.000 three 𝄞\n#1 1.000 end\n",
                    console.toString(StandardCharsets.UTF_8));
        }
    }

    private void at(double seconds, Script message) {
        clock.set(seconds);
        feed.on(message.build());
    }

    private String console() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private void assertConsole(String expected) {
        assertEquals(expected, console());
    }
}
