package io.jenkins.plugins.imagefarm.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.csanchez.jenkins.plugins.kubernetes.KubernetesCloud;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthException;

/**
 * A namespace of a cluster that the Kubernetes plugin knows. Connection and credentials are that plugin's; nothing of them is kept
 * here.
 *
 * @param cloud name of the plugin's cloud
 * @param namespace in which pods are made
 */
record Cluster(String cloud, String namespace) {
    private static final String DEFAULT_NAMESPACE = "default";

    /** @throws ProblemException if there is no such cloud, or none is named and there are several */
    static Cluster of(KubernetesNodeConfiguration node) {
        KubernetesCloud cloud = cloud(node.getName(), node.getCloud());
        String namespace = node.getNamespace() == null ? cloud.getNamespace() : node.getNamespace();
        return new Cluster(cloud.name, namespace == null || namespace.isBlank() ? DEFAULT_NAMESPACE : namespace);
    }

    private static KubernetesCloud cloud(String node, String name) {
        List<KubernetesCloud> clouds = Controller.clouds(KubernetesCloud.class);
        if (name == null && clouds.size() == 1) {
            return clouds.get(0);
        }
        return clouds.stream()
                .filter(cloud -> cloud.name.equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    String known = clouds.stream().map(cloud -> cloud.name).collect(Collectors.joining(", "));
                    return new ProblemException(Problem.user(
                            name == null ? Messages.Cluster_none(node) : Messages.Cluster_unknown(node, name),
                            known.isEmpty() ? Messages.Cluster_add() : Messages.Cluster_known(known)));
                });
    }

    /**
     * A client of the API server, which is not to be closed: the Kubernetes plugin shares it. It may end at any time, so it is asked
     * for again for every call; only a new one has a fresh token.
     *
     * @throws ProblemException if the plugin makes none
     */
    KubernetesClient client() {
        try {
            return cloud(cloud, cloud).connect();
        } catch (KubernetesAuthException | IOException e) {
            throw new ProblemException(Problem.service(Messages.Cluster_noClient(cloud, e.getMessage()), ""), e);
        }
    }

    @Override
    public String toString() {
        return cloud + "/" + namespace;
    }
}
