package io.jenkins.plugins.imagefarm.kubernetes;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a pod may do that not every pod may, in words for people. On the cluster's nodes: what the Pod Security level <em>baseline</em>
 * forbids, tokens, and being root. In the namespace: what reads others' secrets and data, or runs as another account.
 */
final class PodRights {
    private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String UNCONFINED = "Unconfined";

    private final Pod pod;
    private final PodSpec spec;
    private final Set<String> rights = new LinkedHashSet<>();

    private PodRights(Pod pod) {
        this.pod = pod;
        this.spec = pod.getSpec();
    }

    /** The first right on the cluster's nodes that a pod has and another has not. */
    static Optional<String> moreOnNodes(Pod before, Pod after) {
        return more(new PodRights(before).onNodes(), new PodRights(after).onNodes());
    }

    /**
     * The first right in the namespace that a pod has and another has not. To say what runs in a privileged daemon is one: it is as
     * privileged.
     */
    static Optional<String> moreInNamespace(Pod before, Pod after) {
        return more(new PodRights(before).inNamespace(), new PodRights(after).inNamespace())
                .or(() -> isPrivileged(PodManifest.daemon(before))
                                && !program(before).equals(program(after))
                        ? Optional.of("another " + PodManifest.CONTAINER + ", which is privileged")
                        : Optional.empty());
    }

    /** All that is said of the daemon's container but how much of the machine it gets. */
    private static String program(Pod pod) {
        Container daemon = PodManifest.daemon(pod);
        return Serialization.asYaml(new ContainerBuilder(daemon)
                .withResources(null)
                .withVolumeMounts(daemon.getVolumeMounts().stream()
                        .sorted(Comparator.comparing(VolumeMount::getMountPath))
                        .toList())
                .build());
    }

    private static Optional<String> more(Set<String> before, Set<String> after) {
        return after.stream().filter(right -> !before.contains(right)).findFirst();
    }

    private Set<String> onNodes() {
        add(Boolean.TRUE.equals(spec.getHostNetwork()), "hostNetwork");
        add(Boolean.TRUE.equals(spec.getHostPID()), "hostPID");
        add(Boolean.TRUE.equals(spec.getHostIPC()), "hostIPC");
        add(!Boolean.FALSE.equals(spec.getHostUsers()), "hostUsers");
        add(!Boolean.FALSE.equals(spec.getAutomountServiceAccountToken()), "automountServiceAccountToken");
        if (spec.getSecurityContext() != null) {
            ofPod(spec.getSecurityContext());
        }
        pod.getMetadata().getAnnotations().forEach((name, value) -> {
            add(name.startsWith(APPARMOR) && UNCONFINED.equalsIgnoreCase(value), "AppArmor " + value + " for " + name);
        });
        for (Volume volume : spec.getVolumes()) {
            if (volume.getHostPath() != null) {
                rights.add("the hostPath " + volume.getHostPath().getPath());
            }
            add(volume.getGitRepo() != null, "a gitRepo, which the cluster's node fetches");
            add(
                    volume.getProjected() != null
                            && volume.getProjected().getSources().stream()
                                    .anyMatch(source -> source.getServiceAccountToken() != null),
                    "a token of its account");
        }
        containers().forEach(this::ofContainer);
        return rights;
    }

    private void ofPod(PodSecurityContext context) {
        add(Objects.equals(context.getRunAsUser(), 0L), "runAsUser 0");
        add(Boolean.FALSE.equals(context.getRunAsNonRoot()), "runAsNonRoot false");
        add(!context.getSysctls().isEmpty(), "sysctls");
        add(context.getSeLinuxOptions() != null, "seLinuxOptions");
        add(context.getWindowsOptions() != null, "windowsOptions");
        add(isUnconfined(context.getAppArmorProfile()), "appArmorProfile Unconfined");
    }

    private void ofContainer(Container container) {
        String where = " in the container " + container.getName();
        add(!container.getVolumeDevices().isEmpty(), "volumeDevices" + where);
        add(container.getPorts().stream().anyMatch(port -> port.getHostPort() != null), "a hostPort" + where);
        SecurityContext context = container.getSecurityContext();
        if (context == null) {
            return;
        }
        add(Boolean.TRUE.equals(context.getPrivileged()), "privileged" + where);
        add(Objects.equals(context.getRunAsUser(), 0L), "runAsUser 0" + where);
        add(Boolean.FALSE.equals(context.getRunAsNonRoot()), "runAsNonRoot false" + where);
        add(context.getProcMount() != null, "procMount" + where);
        add(context.getSeLinuxOptions() != null, "seLinuxOptions" + where);
        add(context.getWindowsOptions() != null, "windowsOptions" + where);
        add(isUnconfined(context.getAppArmorProfile()), "appArmorProfile Unconfined" + where);
        if (context.getCapabilities() != null) {
            context.getCapabilities()
                    .getAdd()
                    .forEach(capability -> rights.add("the capability " + capability + where));
        }
    }

    private Set<String> inNamespace() {
        Stream.of(spec.getServiceAccountName(), spec.getServiceAccount())
                .filter(Objects::nonNull)
                .forEach(account -> rights.add("the account " + account));
        spec.getImagePullSecrets().stream().map(LocalObjectReference::getName).forEach(this::secret);
        for (Volume volume : spec.getVolumes()) {
            if (volume.getSecret() != null) {
                secret(volume.getSecret().getSecretName());
            } else {
                // Of the many other kinds these show no data that is not in the pod, or meant for all.
                add(
                        volume.getEmptyDir() == null
                                && volume.getConfigMap() == null
                                && volume.getDownwardAPI() == null,
                        "the volume " + volume.getName());
            }
        }
        containers().forEach(container -> {
            container.getEnv().stream()
                    .map(EnvVar::getValueFrom)
                    .filter(from -> from != null && from.getSecretKeyRef() != null)
                    .forEach(from -> secret(from.getSecretKeyRef().getName()));
            container.getEnvFrom().stream()
                    .map(EnvFromSource::getSecretRef)
                    .filter(Objects::nonNull)
                    .forEach(from -> secret(from.getName()));
        });
        return rights;
    }

    private void secret(String name) {
        rights.add("the secret " + name);
    }

    private Stream<Container> containers() {
        return Stream.of(spec.getContainers(), spec.getInitContainers()).flatMap(List::stream);
    }

    private static boolean isPrivileged(Container container) {
        return container.getSecurityContext() != null
                && Boolean.TRUE.equals(container.getSecurityContext().getPrivileged());
    }

    private static boolean isUnconfined(AppArmorProfile profile) {
        return profile != null && UNCONFINED.equals(profile.getType());
    }

    private void add(boolean has, String right) {
        if (has) {
            rights.add(right);
        }
    }
}
