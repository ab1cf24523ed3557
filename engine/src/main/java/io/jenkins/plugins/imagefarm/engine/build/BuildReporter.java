package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * Where one build tells what it does: the console, for people, and the events, for programs. It also remembers what of it
 * belongs into the result.
 */
public final class BuildReporter {
    private final PrintStream console;
    private final EventLog events;
    private final ProgressStyle style;
    private String builder = "";
    private StepCount steps = StepCount.NONE;
    private List<String> warnings = List.of();
    private int nextStepNumber = 1;

    /** @param console where lines are flushed as they are written */
    public BuildReporter(PrintStream console, EventLog events, ProgressStyle style) {
        this.console = console;
        this.events = events;
        this.style = style;
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
        warnings = List.copyOf(warningLines);
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

    void failure(Problem problem) {
        console.println("ERROR: " + problem);
    }

    void cancelled() {
        say("The build was cancelled.");
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
