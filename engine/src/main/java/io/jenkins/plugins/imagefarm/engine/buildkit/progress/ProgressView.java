package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

/** Shows a solve's progress somewhere. Called from one thread at a time. */
public interface ProgressView {
    void update(ProgressUpdate update);

    /** Some time has passed: what was held back may be due. */
    default void tick() {}

    /** Nothing more comes; all that was held back is due. */
    default void end() {}
}
