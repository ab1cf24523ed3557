package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;

/**
 * A container to start.
 *
 * @param host the loopback address that is its own
 * @param files the content of its Secret volumes by their path in the container
 * @param script what is special about it
 */
record ContainerStart(Pod pod, String host, Map<String, byte[]> files, PodScript script) {
    Container container() {
        return pod.getSpec().getContainers().get(0);
    }
}
