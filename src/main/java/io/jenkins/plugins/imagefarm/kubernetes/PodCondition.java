package io.jenkins.plugins.imagefarm.kubernetes;

import io.jenkins.plugins.imagefarm.engine.api.Problem;

/** What a pod's status means for whoever wants to build in it. */
sealed interface PodCondition {
    /** @param reason why it is not ready, one line; empty if there is no news */
    record Starting(String reason) implements PodCondition {}

    /** @param address of the pod in the cluster's network */
    record Ready(String address) implements PodCondition {}

    /** It will never be ready, or is not any more. */
    record Dead(Problem problem) implements PodCondition {}
}
