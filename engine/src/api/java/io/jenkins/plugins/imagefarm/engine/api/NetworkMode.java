package io.jenkins.plugins.imagefarm.engine.api;

/** Which network the RUN instructions of a Dockerfile see, where they do not say it themselves. */
public enum NetworkMode {
    /** What the builder gives them. */
    DEFAULT,
    /** None but the loopback device of their own. */
    NONE,
    /** That of the builder's machine. */
    HOST;

    /**
     * Parses {@code host}; nothing is {@link #DEFAULT}.
     *
     * @throws ProblemException if there is no such mode
     */
    public static NetworkMode of(String text) {
        return text == null || text.isBlank() ? DEFAULT : Choices.of(values(), "network", text);
    }
}
