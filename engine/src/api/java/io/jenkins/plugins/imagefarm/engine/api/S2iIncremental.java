package io.jenkins.plugins.imagefarm.engine.api;

/** Whether a build starts with what the image before it has saved. */
public enum S2iIncremental {
    /** If there is an image before it, and it has a script that saves. */
    AUTO,
    /** The same; it is said why if that cannot be. */
    TRUE,
    /** A clean build. */
    FALSE;

    /** @throws ProblemException if it is none of them */
    public static S2iIncremental of(String text) {
        return Choices.of(values(), "incremental", text);
    }
}
