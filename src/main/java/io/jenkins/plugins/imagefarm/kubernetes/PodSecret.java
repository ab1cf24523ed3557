package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;

/**
 * What the daemon of a pod has and nobody else: its key and certificate, and its configuration, which may name registries. The pod owns it,
 * so Kubernetes removes it with the pod; and the kubelet waits for it, so it is made after the pod.
 */
final class PodSecret {
    static final String CA = "ca.crt";
    static final String CERTIFICATE = "tls.crt";
    static final String KEY = "tls.key";
    static final String CONFIG = "buildkitd.toml";

    private PodSecret() {}

    /** @param config of the daemon; null for its defaults */
    static Secret of(Pod pod, PodAuthority.Server server, String ca, @CheckForNull String config) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withNamespace(pod.getMetadata().getNamespace())
                .addToLabels(PodMark.CONTROLLER, pod.getMetadata().getLabels().get(PodMark.CONTROLLER))
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .withType("Opaque")
                .addToStringData(CA, ca)
                .addToStringData(CERTIFICATE, server.certificate())
                .addToStringData(KEY, server.key())
                .addToStringData(CONFIG, config == null ? "" : config)
                .build();
    }
}
