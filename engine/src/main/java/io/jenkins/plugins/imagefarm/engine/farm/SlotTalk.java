package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.pod.PodKey;

/**
 * How this process speaks to whoever keeps the slots. That one knows the build as a whole, which may go to the farm several times, one
 * after the other: to keep what the next build begins with, or once more because it began with what could not be saved. So rounds are
 * numbered through all of them, and the key for pods stays the same.
 */
final class SlotTalk {
    private int lastRound;
    private PodKey podKey;

    int nextRound() {
        return ++lastRound;
    }

    /** Made when it is needed, since that takes a moment. */
    PodKey podKey() {
        if (podKey == null) {
            podKey = PodKey.make();
        }
        return podKey;
    }
}
