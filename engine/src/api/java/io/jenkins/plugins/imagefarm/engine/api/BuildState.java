package io.jenkins.plugins.imagefarm.engine.api;

/** The state of a build; Furan's names. */
public enum BuildState {
    NOTSTARTED,
    RUNNING,
    SUCCESS,
    FAILURE,
    SKIPPED,
    CANCEL_REQUESTED,
    CANCELLED;

    public boolean isFinal() {
        return this == SUCCESS || this == FAILURE || this == SKIPPED || this == CANCELLED;
    }
}
