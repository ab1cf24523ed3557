package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.function.LongFunction;

/**
 * Writes what happens in a build as numbered events, one JSON object a line, each at once. One log serves all tries of a
 * build; it may be told from any thread.
 */
public final class EventLog implements AutoCloseable {
    private final OutputStream out;
    private final InstantSource clock;
    private long seq;

    public EventLog(OutputStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Appends to a file, which is made if it is not there. */
    public static EventLog open(Path file, InstantSource clock) throws IOException {
        return new EventLog(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND), clock);
    }

    /** @param reason one line; may be empty */
    public void state(BuildState state, String reason) {
        write(number -> new BuildEvent.StateChanged(number, clock.millis(), state, reason));
    }

    void started(Step step) {
        write(number -> new BuildEvent.StepChanged(
                number, clock.millis(), step.number(), step.name(), StepState.STARTED, 0, ""));
    }

    void completed(Step step) {
        write(number -> new BuildEvent.StepChanged(
                number,
                clock.millis(),
                step.number(),
                step.name(),
                step.state(),
                step.duration().toMillis(),
                step.error()));
    }

    /** @param text whole lines, without the end of the last */
    void output(Step step, boolean stderr, String text) {
        write(number -> new BuildEvent.StepOutput(number, clock.millis(), step.number(), stderr, text));
    }

    void warning(Warning warning) {
        write(number -> new BuildEvent.Warned(
                number,
                clock.millis(),
                warning.message(),
                warning.detail(),
                warning.url(),
                warning.file(),
                warning.line()));
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void write(LongFunction<BuildEvent> event) {
        byte[] line = (Wire.write(event.apply(seq + 1)) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            out.write(line);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        seq++;
    }
}
