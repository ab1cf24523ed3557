package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;

/** Asks a node what it is. */
@FunctionalInterface
public interface NodeProbe {
    /**
     * @param timeoutMs how long the node may take to answer
     * @return also if it does not answer
     */
    NodeReport ask(FarmNode node, BuilderKeys keys, long timeoutMs) throws InterruptedException;
}
