package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.Script.message;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.Script.time;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.Script.vertex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Position;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Range;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.SourceInfo;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexWarning;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SolveProgressTest {
    private final SolveProgress progress = new SolveProgress();

    @Test
    void aStepIsToldOfWhenItStarts() {
        ProgressUpdate update =
                progress.apply(message().announced("a").announced("b").build());
        assertTrue(update.steps().isEmpty());
        assertEquals(List.of(), progress.steps());

        progress.apply(message().started("b", 1).build());
        assertEquals("[step b]", progress.steps().toString());
        assertEquals(StepState.STARTED, progress.steps().get(0).state());
    }

    @Test
    void stepsOfOneMessageAreToldOfInTheOrderOfTheirEnds() {
        ProgressUpdate update = progress.apply(
                message().started("a", 1).cached("b", 1, 3).done("c", 1, 2).build());
        assertEquals("[step c, step b, step a]", update.changed().toString());
    }

    @Test
    void aStepGetsItsNumberWhenItIsAskedForIt() {
        progress.apply(message().started("a", 1).started("b", 1).build());
        assertEquals(1, progress.step("b").orElseThrow().number());
        assertEquals(2, progress.step("a").orElseThrow().number());
        assertEquals(1, progress.step("b").orElseThrow().number());
    }

    @Test
    void numbersGoOnWhereAnEarlierTryEnded() {
        SolveProgress second = new SolveProgress(8);
        second.apply(message().started("a", 1).build());
        assertEquals(8, second.steps().get(0).number());
        assertEquals(9, second.nextNumber());
    }

    @Test
    void aStepSentAgainIsNoNews() {
        progress.apply(message().done("a", 1, 2).build());
        assertTrue(progress.apply(message().done("a", 1, 2).build()).changed().isEmpty());
    }

    @Test
    void anOlderMessageThatComesLateChangesNothing() {
        progress.apply(message().failed("a", 1, 2, "boom").build());
        assertTrue(progress.apply(message().started("a", 1).announced("a").build())
                .changed()
                .isEmpty());
        assertEquals(StepState.FAILED, progress.steps().get(0).state());
    }

    @Test
    void aStepThatStartsTwiceTakesTheTimeOfBothRuns() {
        progress.apply(message().cached("a", 1, 2).build());
        assertEquals(StepState.CACHED, progress.steps().get(0).state());
        progress.apply(message().started("a", 5).build());
        assertEquals(StepState.STARTED, progress.steps().get(0).state());
        progress.apply(message().done("a", 5, 6.5).build());
        assertEquals(StepState.DONE, progress.steps().get(0).state());
        assertEquals(Duration.ofMillis(2500), progress.steps().get(0).duration());
        assertEquals(1, progress.steps().size());
    }

    @Test
    void runsThatOverlapCountOnce() {
        progress.apply(message().done("a", 1, 4).done("a", 2, 3).done("a", 3, 6).build());
        assertEquals(Duration.ofSeconds(5), progress.steps().get(0).duration());
    }

    @Test
    void aCancelledStepDidNotFail() {
        progress.apply(message()
                .failed("a", 1, 2, "process did not complete: context canceled")
                .build());
        assertEquals(StepState.CANCELLED, progress.steps().get(0).state());
        assertTrue(progress.failedStep().isEmpty());
    }

    @Test
    void aGroupIsOneStepThatIsDoneWhenAllItsMembersAre() {
        progress.apply(message()
                .member("g", false, vertex("a").setStarted(time(1)).setCompleted(time(2)))
                .member("g", false, vertex("b").setStarted(time(2)))
                .build());
        assertEquals("[group g]", progress.steps().toString());
        assertEquals(StepState.STARTED, progress.steps().get(0).state());

        progress.apply(message()
                .member("g", false, vertex("b").setStarted(time(2)).setCompleted(time(4)))
                .build());
        assertEquals(StepState.DONE, progress.steps().get(0).state());
        assertEquals(Duration.ofSeconds(3), progress.steps().get(0).duration());
        assertEquals(progress.steps().get(0), progress.step("b").orElseThrow());
    }

    @Test
    void aGroupIsCachedOnlyIfAllItsMembersAre() {
        progress.apply(message()
                .member(
                        "g",
                        false,
                        vertex("a").setCached(true).setStarted(time(1)).setCompleted(time(1)))
                .build());
        assertEquals(StepState.CACHED, progress.steps().get(0).state());
        progress.apply(message()
                .member("g", false, vertex("b").setStarted(time(1)).setCompleted(time(2)))
                .build());
        assertEquals(StepState.DONE, progress.steps().get(0).state());
    }

    @Test
    void theFirstErrorInAGroupIsTheGroups() {
        progress.apply(message()
                .member(
                        "g",
                        false,
                        vertex("a").setError("one").setStarted(time(1)).setCompleted(time(2)))
                .member(
                        "g",
                        false,
                        vertex("b").setError("two").setStarted(time(1)).setCompleted(time(2)))
                .build());
        assertEquals("one", progress.failedStep().orElseThrow().error());
    }

    @Test
    void aGroupOfWeakMembersIsHiddenUntilAnotherMemberStarts() {
        ProgressUpdate hidden = progress.apply(message()
                .member("g", true, vertex("a").setStarted(time(1)))
                .log("a", 1, "early\n")
                .build());
        assertTrue(hidden.steps().isEmpty());

        ProgressUpdate shown = progress.apply(
                message().member("g", false, vertex("b").setStarted(time(2))).build());
        assertEquals("[group g]", shown.changed().toString());
        assertEquals("early\n", shown.logs().get(0).data().toStringUtf8());
    }

    @Test
    void outputThatComesBeforeItsStepIsKeptForIt() {
        assertTrue(progress.apply(message()
                        .log("a", 1, "hello\n")
                        .transfer("a", "t", 1, 1, 1, 2)
                        .build())
                .steps()
                .isEmpty());
        ProgressUpdate update = progress.apply(message().started("a", 1).build());
        assertEquals("hello\n", update.logs().get(0).data().toStringUtf8());
        assertEquals("t", update.transfers().get(0).id());
    }

    @Test
    void outputForAStepThatNeverComesDoesNotFillTheMemory() {
        for (int i = 0; i < 5000; i++) {
            progress.apply(message().log("nobody", 1, "line " + i + "\n").build());
        }
        ProgressUpdate update = progress.apply(message().started("nobody", 1).build());
        assertEquals(1000, update.logs().size());
        assertEquals("line 4999\n", update.logs().get(999).data().toStringUtf8());
    }

    @Test
    void theLastLinesAreKeptWithTheirTime() {
        progress.apply(message().started("a", 1).build());
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append("line ").append(i).append('\n');
        }
        progress.apply(message().log("a", 1.5, text + "no").log("a", 3, " end").build());
        List<String> lines = progress.steps().get(0).lastLines();
        assertEquals(10, lines.size());
        assertEquals("0.500 line 11", lines.get(0));
        assertEquals("0.500 no end", lines.get(9));
    }

    @Test
    void everyVertexCountsAsAStepAndCachedOnceCounts() {
        progress.apply(
                message().announced("never").cached("a", 1, 1).done("b", 1, 2).build());
        progress.apply(message()
                .done("a", 2, 3)
                .member(
                        "g",
                        false,
                        vertex("c").setCached(true).setStarted(time(1)).setCompleted(time(1)))
                .member("g", false, vertex("d").setStarted(time(1)))
                .build());
        assertEquals(5, progress.totalSteps());
        assertEquals(2, progress.cachedSteps());
    }

    @Test
    void aWarningIsOneLineWithItsPlaceAndToldOnce() {
        VertexWarning.Builder old = VertexWarning.newBuilder()
                .setShort(ByteString.copyFromUtf8("Use\nless"))
                .setInfo(SourceInfo.newBuilder().setFilename("Dockerfile"))
                .addRanges(Range.newBuilder().setStart(Position.newBuilder().setLine(3)));
        VertexWarning.Builder lint = old.clone().setShort(ByteString.copyFromUtf8("JSONArgs: too plain (line 3)"));
        VertexWarning.Builder bare = VertexWarning.newBuilder().setShort(ByteString.copyFromUtf8("careful"));
        ProgressUpdate update = progress.apply(
                message().warning(old).warning(old).warning(lint).warning(bare).build());
        assertEquals(4, update.warnings().size());
        assertEquals(
                List.of("Use less (Dockerfile:3)", "JSONArgs: too plain (Dockerfile:3)", "careful"),
                progress.warnings());
    }

    @Test
    void aStreamThatEndsInTheMiddleLeavesStepsRunning() {
        progress.apply(message().started("a", 1).log("a", 2, "half").build());
        assertFalse(progress.steps().get(0).isCompleted());
        assertEquals(Duration.ZERO, progress.steps().get(0).duration());
        assertEquals(List.of("1.000 half"), progress.steps().get(0).lastLines());
    }
}
