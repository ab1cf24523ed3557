package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;

/**
 * Keeps a build's events where Jenkins can read them when the agent is gone. It knows how far it came, in every session, so that nothing is
 * kept twice or lost. Never throws: a build does not fail because it cannot be shown.
 */
public interface EventKeeper {
    /** An engine is started for this request; what an earlier one told is void. */
    void begin(@NonNull BuildRequest request);

    /** From which byte on the events are wanted; negative if no more are. */
    long wanted();

    /** The bytes that follow those taken before; they may end anywhere. */
    void keep(@NonNull byte[] events);
}
