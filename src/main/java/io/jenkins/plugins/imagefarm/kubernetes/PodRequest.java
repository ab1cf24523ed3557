package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import java.util.Map;

/**
 * One pod that is to be made of a node's configuration.
 *
 * @param name of the pod and of its secret
 * @param architecture for which it builds, as {@code kubernetes.io/arch} names it
 * @param options of the build for which it is made; null if it is for any
 * @param volumeClaim that holds the cache; null for an empty directory, which goes with the pod
 * @param activeDeadlineSeconds after which Kubernetes ends it; null for never
 */
record PodRequest(
        String name,
        String namespace,
        Map<String, String> labels,
        Map<String, String> annotations,
        String architecture,
        @CheckForNull PodOptions options,
        @CheckForNull String volumeClaim,
        @CheckForNull Long activeDeadlineSeconds) {
    PodRequest {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
