package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Where one build tells what it does: the console, for people, and the events, for programs. Secrets are masked before they
 * leave it. It also remembers what belongs into the result.
 */
public final class BuildReporter {
    private final MaskingOutputStream masked;
    private final PrintStream console;
    private final EventLog events;
    private final ProgressStyle style;
    private final SecretMask mask;
    private String builder = "";
    private StepCount steps = StepCount.NONE;
    private List<String> warnings = List.of();
    private int nextStepNumber = 1;

    /**
     * @param console flushed with every line, and never closed
     * @param events told of every event
     * @param mask of what neither of them may show
     */
    public BuildReporter(OutputStream console, EventLog.Sink events, ProgressStyle style, SecretMask mask) {
        this.masked = new MaskingOutputStream(console, mask);
        this.console = new PrintStream(masked, true, StandardCharsets.UTF_8);
        this.events = new EventLog(new MaskedEvents(events, mask));
        this.style = style;
        this.mask = mask;
    }

    public PrintStream console() {
        return console;
    }

    public EventLog events() {
        return events;
    }

    public ProgressStyle style() {
        return style;
    }

    /** What must not be shown; for output in a form in which {@link #console()} cannot find it. */
    public SecretMask mask() {
        return mask;
    }

    /** A builder was found. */
    public void builder(String description) {
        builder = description;
        say("#0 building with " + description);
    }

    /** The number of the next try's first step: steps are numbered through all tries. */
    public int nextStepNumber() {
        return nextStepNumber;
    }

    /**
     * A try has ended. Its steps and warnings replace those of the tries before it.
     *
     * @param next the number after its last step
     */
    public void counted(StepCount count, List<String> warningLines, int next) {
        steps = count;
        warnings = warningLines.stream().map(mask::mask).toList();
        nextStepNumber = next;
    }

    void state(BuildState state, String reason) {
        events.state(state, reason);
    }

    void retry(Problem problem, int failures, int retries, Duration wait) {
        say("Try " + failures + " of " + (retries + 1) + " failed: " + problem.cause() + ". Trying again in "
                + wait.toMillis() / 1000 + " s.");
    }

    void success(Metadata metadata) {
        if (style == ProgressStyle.QUIET && metadata.iid() != null) {
            console.println(metadata.iid());
        }
    }

    /** @return the problem as it may be shown */
    Problem failure(Problem problem) {
        console.println("ERROR: " + problem);
        return new Problem(problem.fault(), mask.mask(problem.cause()), mask.mask(problem.advice()));
    }

    void cancelled() {
        say("The build was cancelled.");
    }

    /** Nothing more comes: shows what was held back because it could have been the beginning of a secret. */
    void end() {
        console.flush();
        try {
            masked.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void say(String line) {
        if (style == ProgressStyle.PLAIN) {
            console.println(line);
        }
    }

    String builder() {
        return builder;
    }

    StepCount steps() {
        return steps;
    }

    List<String> warnings() {
        return warnings;
    }
}
