package io.jenkins.plugins.imagefarm.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.FailureLocated;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepOutput;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.Warned;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What kept events tell of a build's steps from one byte on: everything, or what is new since a page was sent.
 *
 * @param steps each as it was last told of, in the order in which they were first
 * @param warnings of the Dockerfile
 * @param places in the Dockerfile, that the last try of each part failed at
 * @param end where the next reading begins
 */
public record StepsRead(List<StepRow> steps, List<Warning> warnings, List<SourceLines> places, long end) {
    static final String OUTPUT = "{\"type\":\"output\",";
    private static final String STEP = "{\"type\":\"step\",";
    private static final String WARNING = "{\"type\":\"warning\",";
    private static final String FAILURE = "{\"type\":\"failure\",";

    /** Of one answer. */
    private static final int LOG_PIECE = 64 * 1024;

    /** Of steps that are named beside the list of all. */
    private static final int MOST_NAMED = 5;

    /** Whether an event is one of those that a page is made of. */
    static boolean isOfSteps(String event) {
        return Stream.of(STEP, OUTPUT, WARNING, FAILURE).anyMatch(event::startsWith);
    }

    static StepsRead of(Path file, long from) throws IOException {
        Map<StepKey, StepRow> steps = new LinkedHashMap<>();
        List<Warning> warnings = new ArrayList<>();
        Map<String, List<SourceLines>> places = new LinkedHashMap<>();
        long end = new EventScan(file).read(from, line -> {
            if (line.startsWith(STEP)) {
                StepChanged step = (StepChanged) Wire.read(line.text(), BuildEvent.class);
                steps.put(new StepKey(step.part(), step.number()), StepRow.of(step));
            } else if (line.startsWith(WARNING)) {
                warnings.add(Warning.of((Warned) Wire.read(line.text(), BuildEvent.class)));
            } else if (line.startsWith(FAILURE)) {
                FailureLocated failure = (FailureLocated) Wire.read(line.text(), BuildEvent.class);
                places.put(failure.part(), failure.places());
            }
            return true;
        });
        return new StepsRead(
                List.copyOf(steps.values()),
                warnings.stream().distinct().toList(),
                places.values().stream().flatMap(List::stream).distinct().toList(),
                end);
    }

    /**
     * A warning of the Dockerfile's frontend.
     *
     * @param place in the Dockerfile; null if it is not known
     */
    public record Warning(String text, @CheckForNull SourceLines place) {
        static Warning of(Warned warned) {
            String text = warned.line() > 0
                    ? Messages.StepsRead_warning(warned.message(), warned.file(), warned.line())
                    : warned.message();
            return new Warning(text, warned.place());
        }
    }

    /**
     * A piece of a step's output.
     *
     * @param next where the next piece begins; negative after the last one
     */
    public record Piece(String text, long next) {}

    static Piece log(Path file, StepKey step, long from) throws IOException {
        StringBuilder text = new StringBuilder();
        long end = new EventScan(file).read(from, line -> {
            if (step.isIn(line)) {
                text.append(((StepOutput) Wire.read(line.text(), BuildEvent.class)).text())
                        .append('\n');
            }
            return text.length() < LOG_PIECE;
        });
        return new Piece(text.toString(), text.length() < LOG_PIECE ? -1 : end);
    }

    /** For pages: steps by their part, in the console's order; one part without a name if there are none. */
    public List<Part> parts() {
        Map<String, List<StepRow>> parts = new LinkedHashMap<>();
        steps.forEach(step ->
                parts.computeIfAbsent(step.part(), part -> new ArrayList<>()).add(step));
        return parts.entrySet().stream()
                .map(part -> new Part(
                        part.getKey(),
                        part.getValue().stream()
                                .sorted(Comparator.comparingInt(StepRow::number))
                                .toList()))
                .toList();
    }

    /** The steps of one part. */
    public record Part(String name, List<StepRow> steps) {}

    /** For pages: those that failed, of which the first ones are enough. */
    public List<StepRow> failed() {
        return steps.stream()
                .filter(step -> step.state().equals(StepRow.FAILED))
                .limit(MOST_NAMED)
                .toList();
    }

    /** For pages: where the time went, the longest first; empty if that is seen anyway. */
    public List<StepRow> slowest() {
        return steps.size() <= MOST_NAMED
                ? List.of()
                : steps.stream()
                        .filter(step -> step.durationMs() > 0)
                        .sorted(Comparator.comparingLong(StepRow::durationMs).reversed())
                        .limit(MOST_NAMED)
                        .toList();
    }
}
