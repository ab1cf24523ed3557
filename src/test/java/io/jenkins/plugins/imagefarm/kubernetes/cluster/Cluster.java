package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.csanchez.jenkins.plugins.kubernetes.KubernetesCloud;

/** A cluster in which tests make pods: played, or real. */
public interface Cluster extends AutoCloseable {
    /** Where pods are made. */
    String namespace();

    /** With all rights; it is not what the tested code uses. */
    KubernetesClient client();

    /** The image of pods. */
    String image();

    /** A cloud of the Kubernetes plugin for this cluster, by that name, which is added to Jenkins. */
    KubernetesCloud cloud(String name);

    /** The played one; the test is skipped on a real cluster, which cannot do what is to follow. */
    FakeCluster played();

    @Override
    void close();
}
