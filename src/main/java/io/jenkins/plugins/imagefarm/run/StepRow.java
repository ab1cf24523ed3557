package io.jenkins.plugins.imagefarm.run;

import hudson.Util;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import java.util.Locale;

/**
 * A step as a page shows it.
 *
 * @param part which of several builds that are one; empty if there is only one
 * @param number as the console shows it
 * @param state in lower case, as style sheets know it
 * @param stateText for people
 * @param error why it failed; empty unless it did
 */
public record StepRow(
        String part,
        int number,
        String name,
        String state,
        String stateText,
        long durationMs,
        String duration,
        String error) {
    /** States. */
    static final String FAILED = state(StepState.FAILED);

    static final String CACHED = state(StepState.CACHED);
    static final String DONE = state(StepState.DONE);

    static StepRow of(StepChanged step) {
        return new StepRow(
                step.part(),
                step.number(),
                step.name(),
                state(step.state()),
                text(step.state()),
                step.durationMs(),
                step.state() == StepState.STARTED || step.state() == StepState.CACHED
                        ? ""
                        : Util.getTimeSpanString(step.durationMs()),
                step.error());
    }

    private static String state(StepState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String text(StepState state) {
        return switch (state) {
            case STARTED -> Messages.StepRow_started();
            case CACHED -> Messages.StepRow_cached();
            case DONE -> Messages.StepRow_done();
            case FAILED -> Messages.StepRow_failed();
            case CANCELLED -> Messages.StepRow_cancelled();
        };
    }
}
