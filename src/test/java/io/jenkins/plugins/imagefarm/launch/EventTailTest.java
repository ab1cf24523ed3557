package io.jenkins.plugins.imagefarm.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTailTest {
    private static final BuildEvent NODE =
            new BuildEvent.NodeAnswered(1, 10, new NodeReport("n1", null, Problem.service("it hangs", ""), 10, 5));
    private static final BuildEvent WANTED = new BuildEvent.NodesWanted(
            2, 20, 1, List.of(Platform.valueOf("linux/arm64")), Map.of("n1", "it hangs"), "");
    private static final BuildEvent ASSIGNMENT = new BuildEvent.AssignmentChanged(
            3,
            30,
            1,
            new Assignment("n2", List.of(new Assignment.Share(Platform.valueOf("linux/arm64"), true))),
            BuildEvent.AssignmentState.DONE,
            Map.of(),
            5,
            "");
    private static final BuildEvent CACHE = new BuildEvent.PodCache(8, 80, 1, 1, 4096);
    private static final List<BuildEvent> OTHERS = List.of(
            new BuildEvent.StateChanged(4, 40, BuildState.RUNNING, ""),
            new BuildEvent.StepChanged(5, 50, "p", 1, "RUN make", BuildEvent.StepState.STARTED, 0, ""),
            new BuildEvent.StepOutput(6, 60, "p", 1, false, Wire.write(WANTED) + "\n" + Wire.write(WANTED)),
            new BuildEvent.Warned(7, 70, "careful", List.of(), "", "Dockerfile", 1, null));

    @TempDir
    private Path folder;

    @Test
    void tellsWhatConcernsTheFarmAndNothingElse() throws Exception {
        write(NODE, OTHERS.get(0), WANTED, OTHERS.get(1), CACHE, OTHERS.get(2), ASSIGNMENT, OTHERS.get(3));
        EventTail tail = EventTail.read(file(), 0);
        assertEquals(
                List.of(Wire.write(NODE), Wire.write(WANTED), Wire.write(CACHE), Wire.write(ASSIGNMENT)),
                tail.events());
        assertEquals(Files.size(file()), tail.offset());
    }

    @Test
    void goesOnWhereItEnded() throws Exception {
        write(NODE);
        long offset = EventTail.read(file(), 0).offset();
        write(WANTED);
        assertEquals(List.of(Wire.write(WANTED)), EventTail.read(file(), offset).events());
    }

    @Test
    void aLineThatIsNotWholeIsReadWhenItIs() throws Exception {
        write(NODE);
        long whole = Files.size(file());
        byte[] line = (Wire.write(WANTED) + "\n").getBytes(StandardCharsets.UTF_8);
        append(line, 0, 5);
        assertEquals(whole, EventTail.read(file(), 0).offset());
        append(line, 5, line.length - 5);
        assertEquals(List.of(Wire.write(WANTED)), EventTail.read(file(), whole).events());
    }

    @Test
    void aFileThatIsNotThereYetIsEmpty() throws Exception {
        assertEquals(new EventTail(List.of(), 0), EventTail.read(file(), 0));
    }

    private Path file() {
        return folder.resolve("events.jsonl");
    }

    private void write(BuildEvent... events) throws Exception {
        for (BuildEvent event : events) {
            byte[] line = (Wire.write(event) + "\n").getBytes(StandardCharsets.UTF_8);
            append(line, 0, line.length);
        }
    }

    private void append(byte[] bytes, int from, int length) throws Exception {
        Files.writeString(
                file(),
                new String(bytes, from, length, StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
