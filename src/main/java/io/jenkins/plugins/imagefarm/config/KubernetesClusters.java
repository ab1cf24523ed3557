package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import java.util.List;

/** What is known of Kubernetes nodes by those who know clusters: an extension that is there only where the Kubernetes plugin is. */
public interface KubernetesClusters extends ExtensionPoint {
    /** Names of the clouds in which pods can be made. */
    @NonNull
    List<String> clouds();

    /**
     * Judges what only the cluster's own types can: quantities, YAML, names.
     *
     * @throws hudson.model.Failure if no pod could ever be made so
     */
    void check(@NonNull KubernetesNodeConfiguration node);

    /** What the node builds, or why it cannot; without asking anybody. */
    @NonNull
    NodeReport report(@NonNull KubernetesNodeConfiguration node);

    /**
     * Makes a pod as builds would, has it build one step, and removes it. Waits.
     *
     * @return what was found, one line
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if builds could not use the node so
     */
    @NonNull
    String test(@NonNull KubernetesNodeConfiguration node) throws InterruptedException;
}
