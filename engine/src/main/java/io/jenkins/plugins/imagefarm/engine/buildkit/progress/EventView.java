package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns the progress of one solve into events. They are written at each tick: a builder sends output a few lines at a time,
 * within milliseconds. Beside a {@link PlainProgress} it comes second, so that steps have the numbers of the console.
 */
public final class EventView implements ProgressView {
    /** So much output is not kept until the tick. */
    private static final int MAX_OUTPUT = 32 * 1024;

    private final StepEvents events;
    private final Map<Step, Told> told = new HashMap<>();
    private final Map<Step, StepLines> lines = new HashMap<>();
    private final Set<Step> touched = new LinkedHashSet<>();
    private final List<Warning> warnings = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();

    public EventView(EventLog log) {
        this.events = new StepEvents(log);
    }

    @Override
    public void update(ProgressUpdate update) {
        touched.addAll(update.steps());
        warnings.addAll(update.warnings());
        update.logs().forEach(chunk -> lines(chunk.step()).add(chunk));
        if (outputs.stream().mapToInt(output -> output.text.length()).sum() > MAX_OUTPUT) {
            tick();
        }
    }

    @Override
    public void tick() {
        touched.stream().filter(Step::isCompleted).forEach(step -> lines(step).finish());
        touched.stream().filter(Step::isStarted).filter(this::isStartNews).forEach(this::start);
        outputs.forEach(output -> events.output(output.step, output.stderr, output.text.toString()));
        warnings.forEach(events::warning);
        touched.stream().filter(Step::isCompleted).forEach(this::complete);
        touched.clear();
        outputs.clear();
        warnings.clear();
    }

    @Override
    public void end() {
        lines.values().forEach(StepLines::finish);
        tick();
    }

    /** Of a step that is over at once only its end is told, unless it has output. */
    private boolean isStartNews(Step step) {
        Told last = told.get(step);
        if (step.isCompleted()) {
            return last == null && outputs.stream().anyMatch(output -> output.step == step);
        }
        return last == null || last.state() != StepState.STARTED;
    }

    private void start(Step step) {
        told.put(step, new Told(StepState.STARTED, Duration.ZERO));
        events.started(step);
    }

    private void complete(Step step) {
        Told news = new Told(step.state(), step.duration());
        if (!news.equals(told.put(step, news))) {
            events.completed(step);
        }
    }

    private StepLines lines(Step step) {
        return lines.computeIfAbsent(step, StepLines::new);
    }

    private void output(Step step, boolean stderr, String line) {
        Output last = outputs.isEmpty() ? null : outputs.get(outputs.size() - 1);
        if (last != null && last.step == step && last.stderr == stderr && last.text.length() < MAX_OUTPUT) {
            last.text.append('\n').append(line);
        } else {
            outputs.add(new Output(step, stderr, new StringBuilder(line)));
        }
    }

    /** What was told last of a step; one that runs a second time also ends a second time, with the time of both. */
    private record Told(StepState state, Duration duration) {}

    /** Whole lines of one stream, to be one event. */
    private record Output(Step step, boolean stderr, StringBuilder text) {}

    /** The two streams of a step, up to their last line ends. */
    private final class StepLines {
        private final Step step;
        private final LineAssembler stdout = new LineAssembler();
        private final LineAssembler stderr = new LineAssembler();

        StepLines(Step step) {
            this.step = step;
        }

        void add(LogChunk chunk) {
            (chunk.stderr() ? stderr : stdout).add(chunk.data(), line -> output(step, chunk.stderr(), line));
        }

        void finish() {
            stdout.finish(line -> output(step, false, line));
            stderr.finish(line -> output(step, true, line));
        }
    }
}
