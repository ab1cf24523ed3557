package io.jenkins.plugins.imagefarm.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Several builds that are one, on one console. */
class ReporterPartsTest {
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final List<BuildEvent> events = new ArrayList<>();
    private final BuildReporter build = reporter(ProgressStyle.PLAIN);

    @Test
    void everyLineSaysWhoseItIs() {
        BuildReporter one = build.part("linux/amd64@n1");
        one.console().print("#1 a\n#1 b\n#1 not");
        build.say("between");
        one.console().println(" ended");
        assertEquals(
                "[linux/amd64@n1] #1 a\n[linux/amd64@n1] #1 b\nbetween\n[linux/amd64@n1] #1 not ended\n", console());
    }

    @Test
    void whatHasNoLineEndIsShownAtTheEnd() {
        BuildReporter one = build.part("p@n");
        one.console().print("last words");
        one.end();
        assertEquals("[p@n] last words\n", console());
    }

    @Test
    void aLineNeverLandsInAnother() {
        build.console().print("open");
        build.part("p@n").console().println("whole");
        assertEquals("open\n[p@n] whole\n", console());
    }

    @Test
    void aPartThatHoldsBackTheBeginningOfASecretDoesNotHoldBackAnother() {
        BuildReporter one = build.part("a@n1");
        one.console().print("hunt");
        build.part("b@n2").console().println("hunter and gatherer");
        one.console().println("er2");
        assertEquals("[b@n2] hunter and gatherer\n[a@n1] ****\n", console());
    }

    @Test
    void theResultDoesNotTellOfWhatWasBuiltAside() {
        build.counted(new StepCount(1, 5), List.of("a warning"), 6);
        try (var aside = build.aside()) {
            build.counted(new StepCount(9, 9), List.of(), 15);
        }
        assertEquals(new StepCount(1, 5), build.steps());
        assertEquals(List.of("a warning"), build.warnings());
        assertEquals(15, build.nextStepNumber(), "no number is given twice");
    }

    @Test
    void manyAtOnceKeepTheirLinesWhole() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (String part : List.of("a@1", "b@2", "c@3", "d@4")) {
            BuildReporter reporter = build.part(part);
            threads.execute(() -> {
                for (int i = 0; i < 500; i++) {
                    reporter.console().print(part + " ");
                    reporter.console().println("line " + i);
                }
            });
        }
        threads.shutdown();
        assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
        List<String> lines = console().lines().toList();
        assertEquals(2000, lines.size());
        assertTrue(
                lines.stream().allMatch(line -> line.matches("\\[(.@.)] \\1 line \\d+")),
                lines.stream()
                        .filter(line -> !line.matches("\\[(.@.)] \\1 line \\d+"))
                        .findFirst()
                        .orElse(""));
    }

    @Test
    void eventsCarryThePartAndTheBuildsNumbers() {
        build.events().add((seq, time) -> new StepOutput(seq, time, "", 1, false, "own"));
        build.part("a@n1").events().add((seq, time) -> new StepOutput(seq, time, "", 1, false, "its hunter2"));
        StepOutput event = (StepOutput) events.get(1);
        assertEquals(2, event.seq());
        assertEquals("a@n1", event.part());
        assertEquals("its ****", event.text());
    }

    @Test
    void rawMessagesStayReadableForPrograms() {
        reporter(ProgressStyle.RAWJSON).part("a@n1").console().println("{}");
        assertEquals("{}\n", console());
    }

    private BuildReporter reporter(ProgressStyle style) {
        Secrets secrets = new Secrets(Map.of(), Map.of("token", "hunter2".getBytes(StandardCharsets.UTF_8)));
        return new BuildReporter(console, events::add, style, SecretMask.of(secrets));
    }

    private String console() {
        return console.toString(StandardCharsets.UTF_8);
    }
}
