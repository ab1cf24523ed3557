package io.jenkins.plugins.imagefarm.engine.farm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of answers that Jenkins appends to. */
class AnswersFileTest {
    private static final Placement GRANTED = new Placement.Granted(
            1,
            1,
            new Assignment("n1", List.of(new Assignment.Share(Platform.valueOf("linux/amd64"), false))),
            List.of());
    private static final Placement REFUSED =
            new Placement.Refused(2, Problem.user("Für linux/s390x ist kein Knoten da", ""));

    @TempDir
    private Path folder;

    private final List<BuildAnswer> told = new CopyOnWriteArrayList<>();
    private Path file;
    private Dispatcher dispatcher;

    @BeforeEach
    void follow() {
        file = folder.resolve("answers.jsonl");
        dispatcher = new AnswersFile(file).open(null, null, null, told::add);
    }

    @AfterEach
    void close() {
        dispatcher.close();
    }

    @Test
    void everyLineIsToldOnceAlsoOfAFileThatComesLater() throws Exception {
        append(Wire.write(GRANTED) + "\n");
        await(List.of(GRANTED));
        append(Wire.write(REFUSED) + "\n" + Wire.write(GRANTED) + "\n");
        await(List.of(GRANTED, REFUSED, GRANTED));
    }

    @Test
    void answersAboutPodsAreToldInTheirOrder() throws Exception {
        List<BuildAnswer> answers = List.of(
                GRANTED,
                new PodAnswer.Waits(1, 1, "nothing fits"),
                new PodAnswer.Ready(1, 1, "pod-1", "tcp://10.1.2.3:1234", false, false, "ca\n", "certificate\n"),
                new PodAnswer.Failed(1, 1, Problem.service("The pod was evicted", "")));
        for (BuildAnswer answer : answers) {
            append(Wire.write(answer) + "\n");
        }
        await(answers);
    }

    @Test
    void aLineCountsOnlyWhenItIsWhole() throws Exception {
        byte[] line = (Wire.write(REFUSED) + "\n").getBytes(StandardCharsets.UTF_8);
        append(Wire.write(GRANTED) + "\n");
        for (byte b : line) { // also within a character
            Files.write(file, new byte[] {b}, StandardOpenOption.APPEND);
        }
        await(List.of(GRANTED, REFUSED));
    }

    @Test
    void aLineThatIsNoAnswerIsTheServicesFault() throws Exception {
        append("{}\n");
        Eventually.holds("something is told", () -> !told.isEmpty());
        assertEquals(0, assertInstanceOf(Placement.Refused.class, told.get(0)).round());
    }

    private void append(String text) throws Exception {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void await(List<? extends BuildAnswer> expected) throws Exception {
        Eventually.holds(() -> told + " is " + expected, Eventually.SOON, () -> told.equals(expected));
    }
}
