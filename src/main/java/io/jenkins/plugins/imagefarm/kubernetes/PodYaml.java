package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Merges YAML over a pod: the node's, and the build's where the node allows it. What makes it a daemon that only its build reaches has to
 * be still there afterwards, it may not have got more rights unless an administrator allowed that, nor more of the machine than the node's
 * ceiling.
 *
 * <p>What the namespace has besides, its secrets and accounts and volumes, an administrator may give to the pods, and a build may
 * not take.
 */
final class PodYaml {
    /** It opens a port that wants no certificate. */
    private static final String DEBUG_PORT = "BUILDKITD_DEBUGADDR";

    private final KubernetesNodeConfiguration node;

    PodYaml(KubernetesNodeConfiguration node) {
        this.node = node;
    }

    /** @throws ProblemException if that YAML cannot be, or may not be merged */
    Pod merged(Pod plain, @CheckForNull PodOptions options) {
        Pod pod = plain;
        if (node.getYaml() != null) {
            String whose = Messages.PodYaml_nodes(node.getName());
            pod = merged(plain, whose, node.getYaml());
            refuse(whose, PodRights.moreOnNodes(plain, pod));
        }
        if (options != null && options.yaml() != null) {
            pod = ofBuild(pod, options.yaml());
        }
        PodResources.requireWithinCeiling(node, pod);
        return pod;
    }

    private Pod ofBuild(Pod before, String yaml) {
        if (!node.isAllowPodYaml()) {
            throw new ProblemException(
                    Problem.user(Messages.PodYaml_notAllowed(node.getName()), Messages.PodYaml_allow()));
        }
        String whose = Messages.PodYaml_builds();
        Pod pod = merged(before, whose, yaml);
        refuse(whose, PodRights.moreOnNodes(before, pod).or(() -> PodRights.moreInNamespace(before, pod)));
        return pod;
    }

    private void refuse(String whose, Optional<String> right) {
        if (right.isPresent() && !node.isAllowPrivileged()) {
            throw new ProblemException(
                    Problem.user(Messages.PodYaml_rights(whose, right.get()), Messages.PodYaml_allowRights()));
        }
    }

    private static Pod merged(Pod before, String whose, String yaml) {
        try {
            Pod merged = new PodMerge().over(before, yaml);
            requireOurs(before, merged, whose);
            return merged;
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            String why =
                    Objects.toString(e.getMessage(), "").lines().findFirst().orElse("");
            throw new ProblemException(
                    Problem.user(Messages.PodYaml_unreadable(whose, why), Messages.PodYaml_podYaml()), e);
        }
    }

    private static void requireOurs(Pod before, Pod merged, String whose) {
        Container ours = PodManifest.daemon(before);
        Container now = PodManifest.daemon(merged);
        PodSpec spec = merged.getSpec();
        Map<String, Boolean> kept = new LinkedHashMap<>();
        kept.put("restartPolicy", Objects.equals(before.getSpec().getRestartPolicy(), spec.getRestartPolicy()));
        kept.put("activeDeadlineSeconds", endsAsSoon(before.getSpec(), spec));
        kept.put(
                "nodeSelector",
                spec.getNodeSelector()
                        .entrySet()
                        .containsAll(before.getSpec().getNodeSelector().entrySet()));
        kept.put("args of " + PodManifest.CONTAINER, now.getArgs().equals(ours.getArgs()));
        kept.put("command of " + PodManifest.CONTAINER, now.getCommand().equals(ours.getCommand()));
        kept.put(
                DEBUG_PORT + " of " + PodManifest.CONTAINER,
                now.getEnv().stream().noneMatch(variable -> variable.getName().equals(DEBUG_PORT)));
        kept.put(
                "volumeMounts of " + PodManifest.CONTAINER,
                now.getVolumeMounts().containsAll(ours.getVolumeMounts()));
        for (Volume volume : before.getSpec().getVolumes()) {
            kept.put("the volume " + volume.getName(), spec.getVolumes().contains(volume));
        }
        kept.forEach((what, is) -> {
            if (!is) {
                throw new ProblemException(
                        Problem.user(Messages.PodYaml_notOurs(whose, what), Messages.PodYaml_leave()));
            }
        });
    }

    private static boolean endsAsSoon(PodSpec before, PodSpec now) {
        Long limit = before.getActiveDeadlineSeconds();
        return limit == null || now.getActiveDeadlineSeconds() <= limit;
    }
}
