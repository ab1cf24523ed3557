package io.jenkins.plugins.imagefarm.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a pod's status. Whose fault a dead pod is: what the configuration asks for and the cluster cannot give is the user's, what happens to
 * a pod that was well is the service's, and another one may do better.
 */
final class PodJudge {
    /**
     * With these a container will not start, however long one waits. An image that could not be pulled is tried again by the kubelet; that it
     * backs off means that it was tried twice at least.
     */
    private static final Set<String> HOPELESS =
            Set.of("InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError", "ImagePullBackOff");

    private PodJudge() {}

    static io.jenkins.plugins.imagefarm.kubernetes.PodCondition judge(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status == null) {
            return starting("");
        }
        String name = pod.getMetadata().getName();
        if (Set.of("Failed", "Succeeded").contains(Objects.toString(status.getPhase(), ""))) {
            return new io.jenkins.plugins.imagefarm.kubernetes.PodCondition.Dead(ended(name, status));
        }
        List<ContainerStatus> containers = Objects.requireNonNullElse(status.getContainerStatuses(), List.of());
        for (ContainerStatus container : containers) {
            ContainerStateWaiting waiting =
                    container.getState() == null ? null : container.getState().getWaiting();
            if (waiting != null && HOPELESS.contains(waiting.getReason())) {
                return new io.jenkins.plugins.imagefarm.kubernetes.PodCondition.Dead(Problem.user(
                        Messages.PodJudge_hopeless(name, waiting.getReason(), text(waiting.getMessage())),
                        Messages.PodJudge_image()));
            }
            if (waiting != null) {
                return starting(Messages.PodJudge_waiting(
                        Objects.toString(waiting.getReason(), ""), text(waiting.getMessage())));
            }
        }
        Optional<PodCondition> unscheduled = condition(status, "PodScheduled", "False");
        if (unscheduled.isPresent()) {
            return starting(
                    Messages.PodJudge_unschedulable(text(unscheduled.get().getMessage())));
        }
        boolean ready = condition(status, "Ready", "True").isPresent();
        return ready && status.getPodIP() != null
                ? new io.jenkins.plugins.imagefarm.kubernetes.PodCondition.Ready(status.getPodIP())
                : starting(containers.isEmpty() ? "" : Messages.PodJudge_daemon());
    }

    private static io.jenkins.plugins.imagefarm.kubernetes.PodCondition starting(String reason) {
        return new io.jenkins.plugins.imagefarm.kubernetes.PodCondition.Starting(reason);
    }

    private static Problem ended(String name, PodStatus status) {
        if (Objects.equals(status.getReason(), "Evicted") || Objects.equals(status.getReason(), "NodeLost")) {
            return Problem.service(
                    Messages.PodJudge_evicted(name, text(status.getMessage())), Messages.PodJudge_moreRoom());
        }
        if (Objects.equals(status.getReason(), "DeadlineExceeded")) {
            return Problem.service(Messages.PodJudge_deadline(name), "");
        }
        ContainerStateTerminated end =
                Objects.requireNonNullElse(status.getContainerStatuses(), List.<ContainerStatus>of()).stream()
                        .filter(container ->
                                container.getName().equals(PodManifest.CONTAINER) && container.getState() != null)
                        .map(container -> container.getState().getTerminated())
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
        if (end == null) {
            return Problem.service(
                    Messages.PodJudge_ended(name, Objects.toString(status.getReason(), ""), text(status.getMessage())),
                    "");
        }
        if (Objects.equals(end.getReason(), "OOMKilled")) {
            return Problem.service(Messages.PodJudge_memory(name), Messages.PodJudge_moreMemory());
        }
        return Problem.service(
                Messages.PodJudge_exit(name, end.getExitCode(), Objects.toString(end.getReason(), "")), "");
    }

    private static Optional<PodCondition> condition(PodStatus status, String type, String value) {
        return Objects.requireNonNullElse(status.getConditions(), List.<PodCondition>of()).stream()
                .filter(condition -> condition.getType().equals(type) && value.equals(condition.getStatus()))
                .findFirst();
    }

    /** In one line. */
    private static String text(String message) {
        return Objects.toString(message, "").strip().replaceAll("\\s+", " ");
    }
}
