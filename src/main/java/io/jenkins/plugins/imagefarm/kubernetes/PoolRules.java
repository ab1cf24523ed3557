package io.jenkins.plugins.imagefarm.kubernetes;

import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import java.time.Duration;

/**
 * How a node keeps its pods.
 *
 * @param warm how many of each architecture are kept ready
 * @param idle how long others stay after their last build
 * @param pool its places
 */
record PoolRules(int warm, Duration idle, PodPool pool) {
    static PoolRules of(KubernetesNodeConfiguration node) {
        int perPod = Math.max(1, node.getBuildsPerPod());
        int places = Math.max(node.getWarmPods(), (node.getMaxBuilds() + perPod - 1) / perPod);
        return new PoolRules(node.getWarmPods(), node.idleTime(), new PodPool(places, perPod));
    }
}
