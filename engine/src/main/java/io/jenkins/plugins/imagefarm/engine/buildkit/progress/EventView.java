package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.build.EventLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Turns the progress of one solve into events. */
public final class EventView implements ProgressView {
    private final EventLog log;
    private final OutputCollector collector;
    private final Map<Step, Told> told = new HashMap<>();
    private final Map<Step, StepOutput> outputs = new HashMap<>();

    public EventView(EventLog log) {
        this.log = log;
        this.collector = new OutputCollector(log);
    }

    @Override
    public void update(ProgressUpdate update) {
        update.steps().stream().filter(step -> !step.isCompleted()).forEach(this::tell);
        update.warnings().forEach(this::tell);
        update.logs().forEach(chunk -> output(chunk.step()).add(chunk));
        update.steps().stream().filter(Step::isCompleted).forEach(this::tell);
    }

    @Override
    public void tick() {
        collector.flush();
    }

    @Override
    public void end() {
        outputs.values().forEach(StepOutput::finish);
        collector.flush();
    }

    private void tell(Step step) {
        Told news = new Told(step.state(), step.isCompleted() ? step.duration() : Duration.ZERO);
        if (!step.isStarted() || news.equals(told.put(step, news))) {
            return;
        }
        if (step.isCompleted()) {
            output(step).finish();
        }
        collector.flush();
        log.add((seq, time) -> new BuildEvent.StepChanged(
                seq,
                time,
                step.number(),
                step.name(),
                step.state(),
                news.duration().toMillis(),
                step.isCompleted() ? step.error() : ""));
    }

    private void tell(Warning warning) {
        log.add((seq, time) -> new BuildEvent.Warned(
                seq, time, warning.message(), warning.detail(), warning.url(), warning.file(), warning.line()));
    }

    private StepOutput output(Step step) {
        return outputs.computeIfAbsent(step, StepOutput::new);
    }

    /** A step that runs a second time ends a second time, with the time of both. */
    private record Told(StepState state, Duration duration) {}

    /** What is left of a step's two streams until their lines end. */
    private final class StepOutput {
        private final Step step;
        private final LineAssembler stdout = new LineAssembler();
        private final LineAssembler stderr = new LineAssembler();

        StepOutput(Step step) {
            this.step = step;
        }

        void add(LogChunk chunk) {
            (chunk.stderr() ? stderr : stdout)
                    .add(chunk.data(), line -> collector.add(step, chunk.stderr(), line));
        }

        void finish() {
            stdout.finish(line -> collector.add(step, false, line));
            stderr.finish(line -> collector.add(step, true, line));
        }
    }
}
