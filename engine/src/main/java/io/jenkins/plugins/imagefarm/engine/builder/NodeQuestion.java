package io.jenkins.plugins.imagefarm.engine.builder;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;

/** Asks one node about itself. */
@FunctionalInterface
public interface NodeQuestion {
    /**
     * @param cancellation is cancelled when the time is over
     * @throws ProblemException if the node does not answer
     */
    NodeInfo ask(FarmNode node, BuilderKeys keys, Cancellation cancellation) throws InterruptedException;
}
