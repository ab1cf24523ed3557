package io.jenkins.plugins.imagefarm.run;

import io.jenkins.plugins.imagefarm.engine.api.BuildState;

/**
 * How a state is shown.
 *
 * @param text for people
 * @param icon one of Jenkins' own, so that it looks as the run's result does, in light and in dark
 */
record StateLook(String text, String icon) {
    /** @param state as it was kept; it may be of another version */
    static StateLook of(String state) {
        if (BuildState.SUCCESS.name().equals(state)) {
            return new StateLook(Messages.StateLook_success(), "symbol-status-blue");
        }
        if (BuildState.FAILURE.name().equals(state)) {
            return new StateLook(Messages.StateLook_failure(), "symbol-status-red");
        }
        if (BuildState.CANCELLED.name().equals(state)) {
            return new StateLook(Messages.StateLook_cancelled(), "symbol-status-aborted");
        }
        if (BuildState.SKIPPED.name().equals(state)) {
            return new StateLook(Messages.StateLook_skipped(), "symbol-status-nobuilt");
        }
        return new StateLook(state, "symbol-status-nobuilt");
    }
}
