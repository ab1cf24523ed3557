package io.jenkins.plugins.imagefarm.nodes;

import edu.umd.cs.findbugs.annotations.NonNull;

/** What one build did on a node. Not a record, which XStream cannot read. */
public final class PastBuild {
    private final String run;
    private final String platforms;
    private final String state;
    private final long endedAt;
    private final long durationMs;
    private final String error;

    PastBuild(String run, String platforms, String state, long endedAt, long durationMs, String error) {
        this.run = run;
        this.platforms = platforms;
        this.state = state;
        this.endedAt = endedAt;
        this.durationMs = durationMs;
        this.error = error;
    }

    /** The run's {@link hudson.model.Run#getExternalizableId() id}. */
    @NonNull
    public String run() {
        return run;
    }

    /** What was built there, for people. */
    @NonNull
    public String platforms() {
        return platforms;
    }

    /** A name of {@link io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentState}. */
    @NonNull
    public String state() {
        return state;
    }

    /** Milliseconds since 1970. */
    public long endedAt() {
        return endedAt;
    }

    public long durationMs() {
        return durationMs;
    }

    /** Why it failed; empty unless it did. */
    @NonNull
    public String error() {
        return error;
    }
}
