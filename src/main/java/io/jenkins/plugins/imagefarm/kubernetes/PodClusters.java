package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Failure;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.config.KubernetesClusters;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.csanchez.jenkins.plugins.kubernetes.KubernetesCloud;
import org.jenkinsci.plugins.variant.OptionalExtension;

/** What the rest of the plugin wants to know of clusters. */
@OptionalExtension(requirePlugins = "kubernetes")
public final class PodClusters implements KubernetesClusters {
    /** Each platform is built in a pod of its own, on a node of its architecture. */
    private static final Set<Feature> FEATURES = EnumSet.complementOf(EnumSet.of(Feature.SEVERAL_PLATFORMS));

    @NonNull
    @Override
    public List<String> clouds() {
        return Controller.clouds(KubernetesCloud.class).stream()
                .map(cloud -> cloud.name)
                .toList();
    }

    @Override
    public void check(@NonNull KubernetesNodeConfiguration node) {
        try {
            for (String architecture : node.getArchitectures()) {
                PodManifest.of(
                        node, new PodRequest("check", "check", Map.of(), Map.of(), architecture, null, null, null));
            }
        } catch (ProblemException e) {
            throw new Failure(e.getMessage());
        }
    }

    @NonNull
    @Override
    public NodeReport report(@NonNull KubernetesNodeConfiguration node) {
        long now = System.currentTimeMillis();
        try {
            Cluster.of(node);
            List<Platform> platforms = node.toFarmNode().platforms();
            return new NodeReport(
                    node.getName(),
                    new NodeInfo(BuilderType.KUBERNETES, PodManifest.image(node), platforms, List.of(), FEATURES, -1),
                    null,
                    now,
                    0);
        } catch (ProblemException e) {
            return new NodeReport(node.getName(), null, e.problem(), now, 0);
        }
    }

    @NonNull
    @Override
    public String test(@NonNull KubernetesNodeConfiguration node) throws InterruptedException {
        check(node);
        return new PodTrial(
                        KubernetesPods.get(),
                        node,
                        node.toFarmNode().platforms().get(0))
                .run();
    }
}
