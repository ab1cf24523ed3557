package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Console lines as {@code docker buildx build --progress=plain} prints them (BuildKit's util/progress/progressui): the lines of
 * one step stand together while it is the current one.
 *
 * <p>Unlike there, nothing is lost when the stream ends, and the error block shows the last lines also if the very last one has
 * no end.
 */
public final class PlainProgress implements ProgressView {
    /** progressui draws no more often, so that steps which end at once come in the order of their ends. */
    private static final Duration MIN_INTERVAL = Duration.ofMillis(100);

    private final OutputStream out;
    private final InstantSource clock;
    private final Map<Step, PlainStep> steps = new LinkedHashMap<>();
    private PlainStep current;
    private boolean first = true;
    private Instant lastShown = Instant.MIN;

    /** @param out text in UTF-8; flushed whenever something was written, and never closed */
    public PlainProgress(OutputStream out, InstantSource clock) {
        this.out = new BufferedOutputStream(out);
        this.clock = clock;
    }

    @Override
    public void update(ProgressUpdate update) {
        Instant now = clock.instant();
        update.changed().forEach(step -> step(step).changed(now));
        update.transfers().forEach(transfer -> step(transfer.step()).add(transfer, now));
        update.warnings().stream()
                .filter(warning -> warning.step() != null)
                .forEach(warning -> step(warning.step()).add(warning, now));
        update.logs().forEach(chunk -> step(chunk.step()).add(chunk, now));
        if (!now.isBefore(lastShown.plus(MIN_INTERVAL))) {
            lastShown = now;
            tick();
        }
    }

    @Override
    public void tick() {
        try {
            show(clock.instant());
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void end() {
        try {
            show(clock.instant());
            for (PlainStep step : touched()) {
                print(step);
            }
            if (current != null) {
                current.finish(out);
            }
            printFailures();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PlainStep step(Step step) {
        return steps.computeIfAbsent(step, PlainStep::new);
    }

    private List<PlainStep> touched() {
        return steps.values().stream().filter(PlainStep::isTouched).toList();
    }

    private void show(Instant now) throws IOException {
        PlainStep before = current;
        List<PlainStep> open = new ArrayList<>();
        List<PlainStep> completed = new ArrayList<>();
        touched().forEach(step -> (step.step().isCompleted() ? completed : open).add(step));
        completed.sort(Comparator.comparing((PlainStep step) -> step != before)
                .thenComparing(step -> step.step().completedAt()));
        for (PlainStep step : completed) {
            print(step);
        }
        if (open.isEmpty()) {
            showAnyRunning(before);
            return;
        }
        if (open.remove(before)) {
            print(before);
        }
        boolean free = before == null || completed.contains(before);
        if (free || !open.isEmpty()) {
            print(FairTurn.next(free ? null : before, open, now));
        }
    }

    /** With no news, the console still tells what it waits for. */
    private void showAnyRunning(PlainStep before) throws IOException {
        if (before != null && before.isRunning()) {
            return;
        }
        for (PlainStep step : steps.values()) {
            if (step.isRunning()) {
                print(step);
                return;
            }
        }
    }

    private void print(PlainStep step) throws IOException {
        if (step != current) {
            if (current != null) {
                current.interrupt(out);
            }
            if (!first) {
                out.write('\n');
            }
            first = false;
            step.printName(out);
        }
        current = step.print(out) ? null : step;
    }

    /** A cache that is not there yet is no reason to worry. */
    private static String cacheWarning(Step step) {
        return step.state() == StepState.FAILED && !step.error().endsWith("not found")
                ? "WARNING: the build went on without a cache, " + step.name() + ": " + step.error() + "\n"
                : "";
    }

    private void printFailures() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Step step : steps.keySet()) {
            if (step.isOfCache()) {
                text.append(cacheWarning(step));
            } else if (step.state() == StepState.FAILED) {
                text.append("------\n > ").append(step.name()).append(":\n");
                step.lastLines().forEach(line -> text.append(line).append('\n'));
                text.append("------\n");
            }
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
