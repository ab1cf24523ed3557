package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.Script.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Position;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Range;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.SourceInfo;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexWarning;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventViewTest {
    private final List<BuildEvent> events = new ArrayList<>();
    private final TestClock clock = new TestClock();
    private final EventLog log = new EventLog(events::add, clock);
    private final ProgressFeed feed = new ProgressFeed(new SolveProgress(), new EventView(log));
    private final long time = Script.START.toEpochMilli();

    @Test
    void aStepStartsWritesAndEnds() throws Exception {
        feed.on(message().started("a", 0).log("a", 1, "one\ntwo\n").build());
        feed.tick();
        feed.on(message()
                .failed("a", 0, 1.5, "exit code: 1")
                .log("a", 1, "three")
                .build());
        feed.tick();
        assertEquals(
                List.of(
                        new StepChanged(1, time, "", 1, "step a", StepState.STARTED, 0, ""),
                        new StepOutput(2, time, "", 1, false, "one\ntwo"),
                        new StepOutput(3, time, "", 1, false, "three"),
                        new StepChanged(4, time, "", 1, "step a", StepState.FAILED, 1500, "exit code: 1")),
                events());
    }

    @Test
    void aStepThatIsOverAtOnceIsOneEvent() throws Exception {
        feed.on(message().cached("a", 0, 0).build());
        feed.tick();
        assertEquals(List.of(new StepChanged(1, time, "", 1, "step a", StepState.CACHED, 0, "")), events());
    }

    @Test
    void aStepThatIsOverAtOnceButHasOutputStartsBeforeIt() throws Exception {
        feed.on(message().done("a", 0, 1).log("a", 0, "text\n").build());
        feed.end();
        assertEquals(
                List.of(
                        new StepChanged(1, time, "", 1, "step a", StepState.STARTED, 0, ""),
                        new StepOutput(2, time, "", 1, false, "text"),
                        new StepChanged(3, time, "", 1, "step a", StepState.DONE, 1000, "")),
                events());
    }

    @Test
    void stepsHaveTheNumbersOfTheConsole() throws Exception {
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        ProgressFeed both =
                new ProgressFeed(new SolveProgress(), new PlainProgress(console, clock), new EventView(log));
        both.on(message().started("a", 0).build());
        both.on(message().started("b", 0).build());
        both.on(message().done("c", 0, 1).build());
        both.tick();
        assertTrue(console.toString(StandardCharsets.UTF_8).contains("#2 step c\n"));
        assertEquals(
                List.of("#1 step a", "#3 step b", "#2 step c"),
                events().stream()
                        .map(event -> "#" + ((StepChanged) event).number() + " " + ((StepChanged) event).name())
                        .toList());
    }

    @Test
    void aStepSentAgainIsNoEvent() throws Exception {
        feed.on(message().done("a", 0, 1).build());
        feed.tick();
        feed.on(message().done("a", 0, 1).build());
        feed.tick();
        assertEquals(1, events().size());
    }

    @Test
    void aStepThatRunsAgainStartsAndEndsAgain() throws Exception {
        feed.on(message().done("a", 0, 1).build());
        feed.tick();
        feed.on(message().started("a", 2).build());
        feed.tick();
        feed.on(message().done("a", 2, 3).build());
        feed.tick();
        feed.on(message().done("a", 4, 5).build());
        feed.tick();
        assertEquals(
                List.of(StepState.DONE, StepState.STARTED, StepState.DONE, StepState.DONE),
                events().stream().map(event -> ((StepChanged) event).state()).toList());
        assertEquals(3000, ((StepChanged) events().get(3)).durationMs());
    }

    @Test
    void linesThatComeOneByOneAreOneEventUntilTheTick() throws Exception {
        feed.on(message().started("a", 0).build());
        for (int i = 0; i < 100; i++) {
            feed.on(message().log("a", 0, "line " + i + "\nhalf of").build());
        }
        assertEquals(0, events().size());
        feed.tick();
        feed.tick();
        assertEquals(2, events().size());
        StepOutput output = (StepOutput) events().get(1);
        assertTrue(output.text().startsWith("line 0\nhalf ofline 1\n"), output.text());
        assertTrue(output.text().endsWith("line 99"), output.text());
    }

    @Test
    void aLotOfOutputIsWrittenBeforeTheTick() throws Exception {
        feed.on(message()
                .started("a", 0)
                .log("a", 0, ("x".repeat(99) + "\n").repeat(1000))
                .build());
        assertEquals(1 + 4, events().size());
        int length = events().stream()
                .filter(StepOutput.class::isInstance)
                .mapToInt(event -> ((StepOutput) event).text().length() + 1)
                .sum();
        assertEquals(100_000, length);
    }

    @Test
    void standardErrorIsKeptApart() throws Exception {
        feed.on(message()
                .started("a", 0)
                .log("a", 0, 1, ByteString.copyFromUtf8("out, no e"))
                .log("a", 0, 2, ByteString.copyFromUtf8("err\n"))
                .log("a", 0, 1, ByteString.copyFromUtf8("nd\n"))
                .build());
        feed.end();
        assertEquals(new StepOutput(2, time, "", 1, true, "err"), events().get(1));
        assertEquals(new StepOutput(3, time, "", 1, false, "out, no end"), events().get(2));
    }

    @Test
    void ofAProgressBarOnlyTheLastStateIsKept() throws Exception {
        feed.on(message().started("a", 0).log("a", 0, "10%\r20%").build());
        feed.on(message().log("a", 0, "\r30%\r\nwindows\r\n\r\n").build());
        feed.end();
        assertEquals("30%\nwindows\n", ((StepOutput) events().get(1)).text());
    }

    @Test
    void charactersAreWholeAlsoIfTheirBytesAreNot() throws Exception {
        feed.on(message().started("a", 0).build());
        for (byte each : "ä€𝄞".repeat(20_000).getBytes(StandardCharsets.UTF_8)) {
            feed.on(message()
                    .log("a", 0, 1, ByteString.copyFrom(new byte[] {each}))
                    .build());
        }
        feed.end();
        StringBuilder all = new StringBuilder();
        for (BuildEvent event : events()) {
            if (event instanceof StepOutput output) {
                all.append(output.text());
            }
        }
        assertEquals("ä€𝄞".repeat(20_000), all.toString().replace("\n", ""));
    }

    @Test
    void aWarningTellsWhereItIs() throws Exception {
        feed.on(message()
                .warning(VertexWarning.newBuilder()
                        .setShort(ByteString.copyFromUtf8("careful"))
                        .addDetail(ByteString.copyFromUtf8("very"))
                        .setUrl("https://docs.example/")
                        .setInfo(SourceInfo.newBuilder()
                                .setFilename("Dockerfile")
                                .setData(ByteString.copyFromUtf8("FROM scratch\n\nENV a b\n")))
                        .addRanges(Range.newBuilder()
                                .setStart(Position.newBuilder().setLine(3))))
                .build());
        feed.tick();
        assertEquals(
                new BuildEvent.Warned(
                        1,
                        time,
                        "careful",
                        List.of("very"),
                        "https://docs.example/",
                        "Dockerfile",
                        3,
                        new SourceLines(
                                "Dockerfile",
                                List.of(
                                        new SourceLines.Line(1, false, "FROM scratch"),
                                        new SourceLines.Line(2, false, ""),
                                        new SourceLines.Line(3, true, "ENV a b"),
                                        new SourceLines.Line(4, false, "")))),
                events().get(0));
    }

    @Test
    void numbersGoOnOverSeveralTries() {
        for (int round = 0; round < 2; round++) {
            ProgressFeed next = new ProgressFeed(new SolveProgress(), new EventView(log));
            next.on(message().done("a", 0, 1).build());
            next.end();
        }
        assertEquals(List.of(1L, 2L), events().stream().map(BuildEvent::seq).toList());
    }

    private List<BuildEvent> events() {
        return events;
    }
}
