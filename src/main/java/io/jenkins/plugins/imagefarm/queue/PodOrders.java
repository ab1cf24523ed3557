package io.jenkins.plugins.imagefarm.queue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodWanted;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.pods.PodOrder;
import java.util.Optional;

/** Writes out the orders for the pods of one build. */
@FunctionalInterface
interface PodOrders {
    /**
     * @param granted what is built there
     * @param answered what an earlier session answered to this attempt; null if nothing that is final
     * @return empty if the node is not one that pods are made for
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if the build may not have such a pod
     */
    Optional<PodOrder> of(PodWanted wanted, Assignment granted, @CheckForNull PodAnswer.Ready answered);
}
