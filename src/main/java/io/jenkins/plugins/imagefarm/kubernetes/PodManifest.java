package io.jenkins.plugins.imagefarm.kubernetes;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.config.PodProfile;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the pod of a BuildKit daemon.
 *
 * <p>The daemon listens on TCP with TLS, for which it wants a client's certificate, and on a unix socket inside its container, which the
 * probe asks. (buildkitd's {@code --tls…} are for TCP only.) One probe, at the start: it asks the daemon for its workers, which an open
 * port does not prove. Afterwards builds notice what happens to the daemon before a probe would, and a probe that fails under load
 * would end them.
 *
 * <p>The profiles are what BuildKit documents (docs/rootless.md) and what was measured. Rootless needs to make user namespaces and
 * mount in them, which the default profiles of seccomp and AppArmor forbid; and newuidmap is a set-uid program, so privilege
 * escalation stays allowed.
 */
final class PodManifest {
    static final String CONTAINER = "buildkitd";
    static final String KEYS = "image-farm-keys";

    private static final String KEYS_FOLDER = "/etc/image-farm";
    private static final String CACHE = "image-farm-cache";
    private static final String UNCONFINED = "Unconfined";
    private static final long USER = 1000;

    /** For the owner and the group of the daemon. */
    private static final int READABLE = 0440;

    private static final int PORT = 1234;
    private static final long GRACE_SECONDS = 5;
    private static final int START_PROBES = 600;

    private final KubernetesNodeConfiguration node;
    private final PodProfile profile;
    private final PodRequest request;

    private PodManifest(KubernetesNodeConfiguration node, PodRequest request) {
        this.node = node;
        this.profile = PodProfile.of(node.getProfile());
        this.request = request;
    }

    /**
     * @throws io.jenkins.plugins.imagefarm.engine.api.ProblemException if the build asks for more than it may, or YAML is none or asks for
     *     rights
     */
    static Pod of(KubernetesNodeConfiguration node, PodRequest request) {
        Pod plain = new PodManifest(node, request).plain();
        return new PodYaml(node).merged(plain, request.options());
    }

    /** Changes when pods of a pool are to be replaced: whenever another pod would be made. */
    static String fingerprint(KubernetesNodeConfiguration node) {
        PodRequest any = new PodRequest("pod", "namespace", Map.of(), Map.of(), "any", null, null, null);
        String text = Serialization.asYaml(new PodManifest(node, any).plain())
                + node.getYaml()
                + node.getBuildkitdToml()
                + node.getCloud()
                + node.getNamespace()
                + node.getCacheSize()
                + node.getCacheStorageClass();
        return Sha256.label(text);
    }

    /** As Kubernetes names it; its names are Go's, as OCI's are. */
    static String architecture(Platform platform) {
        return platform.architecture();
    }

    static String image(KubernetesNodeConfiguration node) {
        if (node.getImage() != null) {
            return node.getImage();
        }
        return PodProfile.of(node.getProfile()) == PodProfile.ROOTLESS
                ? KubernetesNodeConfiguration.DEFAULT_IMAGE + "-rootless"
                : KubernetesNodeConfiguration.DEFAULT_IMAGE;
    }

    /** The container in a pod in which BuildKit is. */
    static Container daemon(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(CONTAINER))
                .findFirst()
                .orElseThrow();
    }

    private Pod plain() {
        return new PodBuilder()
                .withNewMetadata()
                .withName(request.name())
                .withNamespace(request.namespace())
                .withLabels(labels())
                .withAnnotations(annotations())
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withActiveDeadlineSeconds(request.activeDeadlineSeconds())
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withHostUsers(profile == PodProfile.USERNS ? Boolean.FALSE : null)
                .withServiceAccountName(node.getServiceAccount())
                .withNodeSelector(nodeSelector())
                .withTolerations(
                        node.getTolerations().stream().map(PodText::toleration).toList())
                .withImagePullSecrets(node.getPullSecrets().stream()
                        .map(LocalObjectReference::new)
                        .toList())
                .withSecurityContext(group())
                .withContainers(container())
                .withVolumes(keys(), cache())
                .endSpec()
                .build();
    }

    private Container container() {
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(image(node))
                .withArgs(arguments())
                .addNewPort()
                .withContainerPort(PORT)
                .endPort()
                .withNewStartupProbe()
                .withNewExec()
                .withCommand("buildctl", "debug", "workers")
                .endExec()
                .withPeriodSeconds(1)
                .withTimeoutSeconds((int) GRACE_SECONDS)
                .withFailureThreshold(START_PROBES)
                .endStartupProbe()
                .withResources(PodResources.of(node, request.options()))
                .withSecurityContext(rights())
                .addNewVolumeMount()
                .withName(KEYS)
                .withMountPath(KEYS_FOLDER)
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName(CACHE)
                .withMountPath(
                        profile == PodProfile.ROOTLESS ? "/home/user/.local/share/buildkit" : "/var/lib/buildkit")
                .endVolumeMount()
                .build();
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                "--config",
                KEYS_FOLDER + "/" + PodSecret.CONFIG,
                "--addr",
                profile == PodProfile.ROOTLESS
                        ? "unix:///run/user/1000/buildkit/buildkitd.sock"
                        : "unix:///run/buildkit/buildkitd.sock",
                "--addr",
                "tcp://0.0.0.0:" + PORT,
                "--tlscacert",
                KEYS_FOLDER + "/" + PodSecret.CA,
                "--tlscert",
                KEYS_FOLDER + "/" + PodSecret.CERTIFICATE,
                "--tlskey",
                KEYS_FOLDER + "/" + PodSecret.KEY));
        if (profile == PodProfile.ROOTLESS) {
            // A container may not mount a new /proc. Without this the daemon becomes ready, and every RUN fails.
            arguments.add("--oci-worker-no-process-sandbox");
        }
        return arguments;
    }

    private SecurityContext rights() {
        return switch (profile) {
            case ROOTLESS -> ordinaryUser();
            case USERNS, PRIVILEGED -> root();
        };
    }

    private static SecurityContext ordinaryUser() {
        SecurityContext rights = new SecurityContext();
        rights.setRunAsUser(USER);
        rights.setRunAsGroup(USER);
        rights.setRunAsNonRoot(true);
        rights.setSeccompProfile(new SeccompProfile(null, UNCONFINED));
        rights.setAppArmorProfile(new AppArmorProfile(null, UNCONFINED));
        return rights;
    }

    private static SecurityContext root() {
        SecurityContext rights = new SecurityContext();
        rights.setPrivileged(true);
        rights.setRunAsUser(0L);
        return rights;
    }

    /** So that an ordinary user can read its keys and write its volume. */
    private PodSecurityContext group() {
        PodSecurityContext group = new PodSecurityContext();
        if (profile == PodProfile.ROOTLESS) {
            group.setFsGroup(USER);
        }
        return group;
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>(PodText.labels(node.getPodLabels()));
        labels.putAll(request.labels());
        return labels;
    }

    private Map<String, String> annotations() {
        Map<String, String> annotations = new HashMap<>(PodText.pairs(node.getPodAnnotations()));
        if (profile == PodProfile.ROOTLESS) {
            // Before Kubernetes 1.30 there was no field for it, and a field that is not known is dropped.
            annotations.put("container.apparmor.security.beta.kubernetes.io/" + CONTAINER, "unconfined");
        }
        annotations.putAll(request.annotations());
        return annotations;
    }

    private Map<String, String> nodeSelector() {
        Map<String, String> selector = new HashMap<>(PodText.labels(node.getNodeSelector()));
        selector.put("kubernetes.io/os", "linux");
        selector.put("kubernetes.io/arch", request.architecture());
        return selector;
    }

    private Volume keys() {
        return new VolumeBuilder()
                .withName(KEYS)
                .withNewSecret()
                .withSecretName(request.name())
                .withDefaultMode(READABLE)
                .endSecret()
                .build();
    }

    private Volume cache() {
        Volume cache = new Volume();
        cache.setName(CACHE);
        if (request.volumeClaim() == null) {
            cache.setEmptyDir(new EmptyDirVolumeSource());
        } else {
            cache.setPersistentVolumeClaim(new PersistentVolumeClaimVolumeSource(request.volumeClaim(), false));
        }
        return cache;
    }
}
