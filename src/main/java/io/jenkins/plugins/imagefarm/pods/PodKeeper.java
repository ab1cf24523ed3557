package io.jenkins.plugins.imagefarm.pods;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import java.util.List;

/**
 * Makes pods for builds and takes them away. Nothing here waits unless it says so: who calls leaves a note, and answers come to
 * {@link PodOrder#answers}.
 */
public interface PodKeeper extends ExtensionPoint {
    /** A build wants a pod. After a restart it is told again, with what it was answered. */
    void want(@NonNull PodOrder order);

    /** The engine cannot reach the pod of that attempt at its own address. */
    void unreachable(@NonNull String build, int id, int attempt, @NonNull String reason);

    /** That assignment is over: its pod is removed, or is free for another build. */
    void release(@NonNull String build, int id);

    /** All assignments of that build are over. */
    void releaseAll(@NonNull String build);

    /** What is known of the node without asking anybody: what it builds, or why it cannot. */
    @NonNull
    NodeReport report(@NonNull KubernetesNodeConfiguration node);

    /**
     * Judges what only the cluster's own types can: quantities, YAML, names.
     *
     * @throws hudson.model.Failure if the node could never be made
     */
    void check(@NonNull KubernetesNodeConfiguration node);

    /**
     * Makes a pod as builds would, has it build one step, and removes it. Waits.
     *
     * @return what was found, one line
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if builds could not use the node so
     */
    @NonNull
    String test(@NonNull KubernetesNodeConfiguration node) throws InterruptedException;

    /** All pods of this controller, by node and name. */
    @NonNull
    List<SeenPod> pods();

    /** That pod gets no further build, and is removed when it has none. */
    void drain(@NonNull String pod);

    /** That pod is removed now; a build in it is submitted again. */
    void delete(@NonNull String pod);
}
