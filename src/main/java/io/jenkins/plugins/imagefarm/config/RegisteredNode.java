package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import java.util.List;

/** What an administrator registered for builds: a builder that has an address, or one that is made in a cluster when it is wanted. */
public sealed interface RegisteredNode permits NodeConfiguration, KubernetesNodeConfiguration {
    @NonNull
    String getName();

    int getMaxBuilds();

    @NonNull
    List<String> getLabels();

    /** Where it is, for people; empty for what is found beside the agent. */
    @NonNull
    String getPlace();

    /** As the engine and the planner know it. */
    @NonNull
    FarmNode toFarmNode();

    /** @throws hudson.model.Failure if something is missing without which no build could use it safely */
    void check();
}
