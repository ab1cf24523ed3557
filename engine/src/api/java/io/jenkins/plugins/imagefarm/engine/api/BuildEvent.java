package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;

/**
 * One thing that happened in a build. Events are numbered from 1 without a gap, also over several tries.
 */
public sealed interface BuildEvent {
    /** The number of this event in its build, from 1. */
    long seq();

    /** Milliseconds since 1970. */
    long time();

    /**
     * The build as a whole changed its state.
     *
     * @param state the new state
     * @param reason why, one line; empty if it goes without saying
     */
    record StateChanged(long seq, long time, BuildState state, String reason) implements BuildEvent {}

    /**
     * A step started or ended.
     *
     * @param number the step's number as the console shows it ({@code #5})
     * @param name for instance {@code [2/3] RUN make}
     * @param state what became of it
     * @param durationMs how long it took; 0 while it runs
     * @param error why it failed; empty unless it did
     */
    record StepChanged(long seq, long time, int number, String name, StepState state, long durationMs, String error)
            implements BuildEvent {}

    /** What a step is doing or did. */
    enum StepState {
        STARTED,
        CACHED,
        DONE,
        FAILED,
        CANCELLED
    }

    /**
     * Output of a step.
     *
     * @param number the step
     * @param stderr standard error rather than standard output
     * @param text whole lines, without the last line's end
     */
    record StepOutput(long seq, long time, int number, boolean stderr, String text) implements BuildEvent {}

    /**
     * A warning of the Dockerfile frontend.
     *
     * @param message in short
     * @param detail further lines
     * @param url where it is explained; empty if nowhere
     * @param file the Dockerfile; empty if not known
     * @param line from 1; 0 if not known
     */
    record Warned(long seq, long time, String message, List<String> detail, String url, String file, int line)
            implements BuildEvent {}
}
