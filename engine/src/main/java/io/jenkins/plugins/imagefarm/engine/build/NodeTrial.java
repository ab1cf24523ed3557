package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Platform;

/** Finds out whether one kind of builder runs steps, by having it run one. Who has only so much time cancels. */
@FunctionalInterface
public interface NodeTrial {
    /**
     * Leaves nothing in the builder but what its cache keeps of a step.
     *
     * @param platform to run for
     * @return whether a step ran; false if nothing is known, because there is no program for this platform
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if the step failed
     * @throws CancelledException if it was cancelled
     */
    boolean run(Builder builder, BuilderKeys keys, Platform platform, Cancellation cancellation)
            throws InterruptedException;
}
