package io.jenkins.plugins.imagefarm.engine.container;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;

/** Finds the daemon that runs containers for a build. */
@FunctionalInterface
public interface ContainerHosts {
    /**
     * @param cancellation ends everything but the clearing up
     * @throws ProblemException if the request's builder has no containers, or does not answer
     */
    Containers open(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation);
}
