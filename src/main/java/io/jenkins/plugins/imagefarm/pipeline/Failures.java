package io.jenkins.plugins.imagefarm.pipeline;

import hudson.AbortException;
import hudson.model.Failure;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;

/** How a build that did not succeed is reported: in one line where its reason is known. */
public final class Failures {
    private Failures() {}

    public static boolean isSuccess(BuildResult result) {
        return result.state() == BuildState.SUCCESS || result.state() == BuildState.SKIPPED;
    }

    public static AbortException of(BuildResult result) {
        return new AbortException(
                result.problem() == null
                        ? "The build was cancelled, but not from Jenkins"
                        : result.problem().toString());
    }

    /** @param cause why a build could not run to its end */
    public static Throwable of(Throwable cause) {
        if (cause instanceof AbortException) {
            return cause;
        }
        if (cause instanceof ProblemException problem) {
            return abort(problem.problem().toString(), cause);
        }
        if (cause instanceof Failure) {
            return abort(cause.getMessage(), cause);
        }
        if (cause instanceof IOException) {
            return abort("The build could not be carried out: " + reason(cause), cause);
        }
        return cause;
    }

    private static AbortException abort(String message, Throwable cause) {
        AbortException abort = new AbortException(message);
        abort.initCause(cause);
        return abort;
    }

    /** The innermost message, since those around it say only that something remote failed. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
