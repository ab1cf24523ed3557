package io.jenkins.plugins.imagefarm.engine.api;

/**
 * How often a build is tried, and how long it may keep people waiting without a sign of life.
 *
 * @param retries how often a service's fault is tried again
 * @param retryDelayMs the pause before the first further try, about; it is doubled before each one after that
 * @param startTimeoutMs for the build to get its builder, be that a slot of a farm or a pod; 0 for as long as it takes
 * @param noOutputTimeoutMs for the build, once it has a builder, to put out something; 0 for as long as it takes
 */
public record Limits(int retries, long retryDelayMs, long startTimeoutMs, long noOutputTimeoutMs) {
    public static final long DEFAULT_RETRY_DELAY_MS = 1000;

    public Limits {
        require("retries", retries);
        require("retryDelayMs", retryDelayMs);
        require("startTimeoutMs", startTimeoutMs);
        require("noOutputTimeoutMs", noOutputTimeoutMs);
    }

    /** Tried again this often, after the usual pauses. */
    public static Limits ofRetries(int retries) {
        return new Limits(retries, DEFAULT_RETRY_DELAY_MS, 0, 0);
    }

    private static void require(String name, long value) {
        if (value < 0) {
            throw new ProblemException(Problem.user(name + " is " + value, "Give 0 or more."));
        }
    }
}
