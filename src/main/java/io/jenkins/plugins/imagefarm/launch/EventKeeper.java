package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.NonNull;

/**
 * Keeps a copy of a build's events where Jenkins can read it when the agent is gone. The copy is the same bytes, so its length says where
 * it goes on, in every session, and nothing is kept twice or lost. Never throws: a build does not fail because it cannot be shown.
 */
public interface EventKeeper {
    /** An engine is started; what an earlier one told is void. */
    void begin();

    /** From which byte on the events are wanted; negative if no more are. */
    long wanted();

    /** The bytes that follow those kept. */
    void keep(@NonNull byte[] events);
}
