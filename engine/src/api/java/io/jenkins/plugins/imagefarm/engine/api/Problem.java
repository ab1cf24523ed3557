package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;

/**
 * A failure as the user is told of it.
 *
 * @param fault who has to act
 * @param cause what went wrong, one line without a full stop at its end
 * @param advice what to do about it, one line; empty if there is nothing to say
 */
public record Problem(Fault fault, String cause, String advice) {
    public Problem {
        Objects.requireNonNull(fault, "fault");
        cause = oneLine(cause);
        advice = advice == null ? "" : oneLine(advice);
    }

    public static Problem user(String cause, String advice) {
        return new Problem(Fault.USER, cause, advice);
    }

    public static Problem service(String cause, String advice) {
        return new Problem(Fault.SERVICE, cause, advice);
    }

    /** Cause and advice as one line for a console. */
    @Override
    public String toString() {
        return advice.isEmpty() ? cause : cause + ". " + advice;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
