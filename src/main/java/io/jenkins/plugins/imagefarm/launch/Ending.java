package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;

/**
 * How a build ended.
 *
 * @param request what was asked for; null if the agent could not tell any more
 * @param result what became of it; null if that will never be known
 * @param interruption why it did not run to its own end; null if it did. Then the step fails with this, whatever the result
 * @param statements the folder on the agent with copies of the result's attestations, which is removed soon after; null if they cannot be
 *     had any more
 */
public record Ending(
        @CheckForNull BuildRequest request,
        @CheckForNull BuildResult result,
        @CheckForNull Throwable interruption,
        @CheckForNull FilePath statements) {
    static Ending of(BuildRequest request, BuildResult result) {
        return new Ending(request, result, null, null);
    }

    static Ending interrupted(Throwable cause) {
        return new Ending(null, null, cause, null);
    }

    /** The same, with attestations in that folder. */
    Ending with(FilePath folder) {
        return new Ending(request, result, interruption, folder);
    }
}
