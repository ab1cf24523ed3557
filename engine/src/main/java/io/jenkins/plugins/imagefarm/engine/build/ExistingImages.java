package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;

/** Looks for images that are there already. */
@FunctionalInterface
public interface ExistingImages {
    /**
     * Looks once, if the request wants that.
     *
     * @param request whose names are known
     * @return skipped if all names are there; otherwise an outcome of nothing
     * @throws ProblemException if a registry cannot be asked
     * @throws CancelledException if the build is cancelled
     */
    Outcome look(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation);
}
