package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.csanchez.jenkins.plugins.kubernetes.PodTemplateUtils;

/**
 * Merges YAML over a pod as the Kubernetes plugin merges pod templates: the node's, and the build's where the node allows it. What makes
 * it a daemon that only its build reaches has to be still there afterwards, and it may not have got more rights, unless an
 * administrator allowed that.
 */
final class PodYaml {
    private final KubernetesNodeConfiguration node;

    PodYaml(KubernetesNodeConfiguration node) {
        this.node = node;
    }

    /** @throws ProblemException if that YAML cannot be, or may not be merged */
    Pod merged(Pod plain, @CheckForNull PodOptions options) {
        Pod pod =
                node.getYaml() == null ? plain : merged(plain, Messages.PodYaml_nodes(node.getName()), node.getYaml());
        if (options == null || options.yaml() == null) {
            return pod;
        }
        if (!node.isAllowPodYaml()) {
            throw new ProblemException(
                    Problem.user(Messages.PodYaml_notAllowed(node.getName()), Messages.PodYaml_allow()));
        }
        return merged(pod, Messages.PodYaml_builds(), options.yaml());
    }

    private Pod merged(Pod before, String whose, String yaml) {
        Pod merged = combined(before, whose, yaml);
        requireOurs(before, merged, whose);
        if (!node.isAllowPrivileged()) {
            moreRights(before, merged).ifPresent(right -> {
                throw new ProblemException(
                        Problem.user(Messages.PodYaml_rights(whose, right), Messages.PodYaml_allowRights()));
            });
        }
        return merged;
    }

    private static Pod combined(Pod before, String whose, String yaml) {
        try {
            Pod given = PodTemplateUtils.parseFromYaml(yaml);
            // The plugin's merge wants both to be there.
            PodBuilder whole = new PodBuilder(given);
            if (given.getMetadata() == null) {
                whole.withNewMetadata().endMetadata();
            }
            if (given.getSpec() == null) {
                whole.withNewSpec().endSpec();
            }
            Pod merged = PodTemplateUtils.combine(before, whole.build());
            return new PodBuilder(merged)
                    .editMetadata()
                    .withName(before.getMetadata().getName())
                    .withNamespace(before.getMetadata().getNamespace())
                    .addToLabels(before.getMetadata().getLabels())
                    .addToAnnotations(before.getMetadata().getAnnotations())
                    .endMetadata()
                    .build();
        } catch (RuntimeException e) {
            throw new ProblemException(
                    Problem.user(
                            Messages.PodYaml_unreadable(
                                    whose,
                                    Objects.toString(e.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse("")),
                            Messages.PodYaml_podYaml()),
                    e);
        }
    }

    private static void requireOurs(Pod before, Pod merged, String whose) {
        Container ours = container(before);
        Container now = container(merged);
        boolean kept = before.getSpec()
                        .getRestartPolicy()
                        .equals(merged.getSpec().getRestartPolicy())
                && now.getArgs().equals(ours.getArgs())
                && now.getCommand().equals(ours.getCommand())
                && now.getVolumeMounts().containsAll(ours.getVolumeMounts())
                && merged.getSpec().getVolumes().containsAll(before.getSpec().getVolumes());
        if (!kept) {
            throw new ProblemException(
                    Problem.user(Messages.PodYaml_notOurs(whose, PodManifest.CONTAINER), Messages.PodYaml_leave()));
        }
    }

    private static Container container(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(PodManifest.CONTAINER))
                .findFirst()
                .orElseThrow();
    }

    /** The first right that is new, for people. */
    private static Optional<String> moreRights(Pod before, Pod merged) {
        List<String> had = rights(before.getSpec());
        return rights(merged.getSpec()).stream()
                .filter(right -> !had.contains(right))
                .findFirst();
    }

    private static List<String> rights(PodSpec spec) {
        List<String> rights = new ArrayList<>();
        add(rights, Boolean.TRUE.equals(spec.getHostNetwork()), "hostNetwork");
        add(rights, Boolean.TRUE.equals(spec.getHostPID()), "hostPID");
        add(rights, Boolean.TRUE.equals(spec.getHostIPC()), "hostIPC");
        add(rights, !Boolean.FALSE.equals(spec.getHostUsers()), "hostUsers");
        add(rights, !Boolean.FALSE.equals(spec.getAutomountServiceAccountToken()), "automountServiceAccountToken");
        rights.add("serviceAccountName " + spec.getServiceAccountName());
        if (spec.getSecurityContext() != null) {
            add(rights, Objects.equals(spec.getSecurityContext().getRunAsUser(), 0L), "runAsUser 0");
            add(rights, Boolean.FALSE.equals(spec.getSecurityContext().getRunAsNonRoot()), "runAsNonRoot false");
        }
        for (Volume volume : spec.getVolumes()) {
            add(rights, volume.getHostPath() != null, "hostPath");
            add(rights, volume.getProjected() != null, "a projected volume");
            if (volume.getSecret() != null) {
                rights.add("the secret " + volume.getSecret().getSecretName());
            }
        }
        Stream.of(spec.getContainers(), spec.getInitContainers())
                .flatMap(List::stream)
                .forEach(container -> rights.addAll(rights(container)));
        return rights;
    }

    private static List<String> rights(Container container) {
        List<String> rights = new ArrayList<>();
        SecurityContext context = container.getSecurityContext();
        add(
                rights,
                container.getVolumeDevices() != null
                        && !container.getVolumeDevices().isEmpty(),
                "volumeDevices");
        if (context != null) {
            add(rights, Boolean.TRUE.equals(context.getPrivileged()), "privileged");
            add(rights, Objects.equals(context.getRunAsUser(), 0L), "runAsUser 0");
            add(rights, Boolean.FALSE.equals(context.getRunAsNonRoot()), "runAsNonRoot false");
            add(rights, context.getProcMount() != null, "procMount");
            if (context.getCapabilities() != null) {
                context.getCapabilities().getAdd().forEach(capability -> rights.add("the capability " + capability));
            }
        }
        boolean own = container.getName().equals(PodManifest.CONTAINER);
        if (own && context == null) {
            rights.add("no securityContext");
        } else if (own) {
            // What the profile says of these is the least it needs; without it the image's own user counts.
            rights.add("runAsUser " + context.getRunAsUser());
        }
        return rights;
    }

    private static void add(List<String> rights, boolean has, String right) {
        if (has) {
            rights.add(right);
        }
    }
}
