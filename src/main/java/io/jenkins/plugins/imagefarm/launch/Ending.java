package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;

/**
 * How a build ended.
 *
 * @param request what was asked for; null if the agent could not tell any more
 * @param result what became of it; null if that will never be known
 * @param interruption why it did not run to its own end; null if it did. Then the step fails with this, whatever the result
 */
public record Ending(
        @CheckForNull BuildRequest request,
        @CheckForNull BuildResult result,
        @CheckForNull Throwable interruption) {
    static Ending of(BuildRequest request, BuildResult result) {
        return new Ending(request, result, null);
    }

    static Ending interrupted(Throwable cause) {
        return new Ending(null, null, cause);
    }
}
