package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;

/** Builds images on one kind of builder. */
public interface BuildEngine {
    /**
     * Tries once.
     *
     * @throws ProblemException if the build fails; whose fault it is says whether another try may help
     * @throws OutsideFaultException if it is known that the builder is not what failed
     * @throws CancelledException if it was cancelled; nothing of it runs on the builder any more
     */
    Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException;
}
