package io.jenkins.plugins.imagefarm.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerState;
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
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a pod's status. Whose fault a dead pod is: what the configuration asks for and the cluster cannot give is the user's, what happens to
 * a pod that was well is the service's, and another one may do better.
 */
final class PodJudge {
    /** With these a container will not start, however long one waits. */
    private static final Set<String> HOPELESS =
            Set.of("InvalidImageName", "ErrImageNeverPull", "SignatureValidationFailed", "CreateContainerConfigError");

    /** The kubelet tries again for ever. It says the second after one failure only, of whatever kind. */
    private static final Set<String> NO_IMAGE = Set.of("ErrImagePull", "ImagePullBackOff");

    /**
     * What registries and container runtimes say of an image that will not be there the next time either. A registry that is away or wants
     * fewer requests says something else, and then the pod has the rest of its start limit. Before Kubernetes 1.32 the back-off does not
     * repeat the words (kubernetes/kubernetes#127918), but the next try will.
     */
    private static final Pattern FINAL = Pattern.compile(
            "not found|manifest unknown|denied|unauthorized|authorization failed|\\b40[13]\\b|no match for platform|x509:",
            Pattern.CASE_INSENSITIVE);

    /** The container runtime could not start what the image or the pod says: there is no such program, for instance. */
    private static final Set<String> NOT_STARTED = Set.of("StartError", "ContainerCannotRun");

    private final PodStatus status;
    private final String name;

    private PodJudge(Pod pod) {
        this.status = pod.getStatus();
        this.name = pod.getMetadata().getName();
    }

    static io.jenkins.plugins.imagefarm.kubernetes.PodCondition judge(Pod pod) {
        return pod.getStatus() == null ? starting("") : new PodJudge(pod).judge();
    }

    private io.jenkins.plugins.imagefarm.kubernetes.PodCondition judge() {
        if (Set.of("Failed", "Succeeded").contains(Objects.toString(status.getPhase(), ""))) {
            return new io.jenkins.plugins.imagefarm.kubernetes.PodCondition.Dead(ended());
        }
        List<ContainerStateWaiting> waiting = states(ContainerState::getWaiting).toList();
        Optional<ContainerStateWaiting> hopeless =
                waiting.stream().filter(PodJudge::isHopeless).findFirst();
        if (hopeless.isPresent()) {
            return new io.jenkins.plugins.imagefarm.kubernetes.PodCondition.Dead(Problem.user(
                    Messages.PodJudge_hopeless(
                            name,
                            hopeless.get().getReason(),
                            OneLine.of(hopeless.get().getMessage())),
                    Messages.PodJudge_image()));
        }
        if (!waiting.isEmpty()) {
            return starting(OneLine.of(
                    waiting.get(0).getReason() + " " + OneLine.of(waiting.get(0).getMessage())));
        }
        Optional<PodCondition> unscheduled = condition("PodScheduled", "False");
        if (unscheduled.isPresent()) {
            return starting(
                    Messages.PodJudge_unschedulable(OneLine.of(unscheduled.get().getMessage())));
        }
        boolean ready = condition("Ready", "True").isPresent();
        boolean made = states(ContainerState::getRunning).findAny().isPresent();
        return ready && status.getPodIP() != null
                ? new io.jenkins.plugins.imagefarm.kubernetes.PodCondition.Ready(status.getPodIP())
                : starting(made ? Messages.PodJudge_daemon() : "");
    }

    private static boolean isHopeless(ContainerStateWaiting waiting) {
        return HOPELESS.contains(waiting.getReason())
                || NO_IMAGE.contains(waiting.getReason())
                        && FINAL.matcher(OneLine.of(waiting.getMessage())).find();
    }

    private static io.jenkins.plugins.imagefarm.kubernetes.PodCondition starting(String reason) {
        return new io.jenkins.plugins.imagefarm.kubernetes.PodCondition.Starting(reason);
    }

    private Problem ended() {
        if (status.getReason() != null) {
            return endedByCluster(status.getReason());
        }
        // The daemon's own end tells more than that of what may be beside it.
        return ended(status.getContainerStatuses().stream()
                        .filter(container -> container.getName().equals(PodManifest.CONTAINER)))
                .or(() -> ended(Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
                        .flatMap(List::stream)))
                .orElseGet(() -> Problem.service(Messages.PodJudge_ended(name, disruption()), ""));
    }

    /** Evicted, past its deadline, not admitted by the kubelet, on a node that shuts down, …. */
    private Problem endedByCluster(String reason) {
        String message = OneLine.of(status.getMessage());
        return switch (reason) {
            case "DeadlineExceeded" -> Problem.service(Messages.PodJudge_deadline(name), "");
            case "Evicted" -> Problem.service(Messages.PodJudge_evicted(name, message), Messages.PodJudge_moreRoom());
            default -> Problem.service(Messages.PodJudge_ended(name, OneLine.of(reason + " " + message)), "");
        };
    }

    private Optional<Problem> ended(Stream<ContainerStatus> containers) {
        return containers
                .filter(container -> container.getState() != null
                        && container.getState().getTerminated() != null
                        && (container.getName().equals(PodManifest.CONTAINER)
                                || container.getState().getTerminated().getExitCode() != 0))
                .map(container ->
                        ended(container.getName(), container.getState().getTerminated()))
                .findFirst();
    }

    private Problem ended(String container, ContainerStateTerminated end) {
        String reason = Objects.toString(end.getReason(), "");
        String why = OneLine.of(reason + " " + OneLine.of(end.getMessage()));
        if (reason.equals("OOMKilled")) {
            return Problem.service(Messages.PodJudge_memory(name), Messages.PodJudge_moreMemory());
        }
        if (NOT_STARTED.contains(reason)) {
            return Problem.user(Messages.PodJudge_hopeless(name, container, why), Messages.PodJudge_image());
        }
        return container.equals(PodManifest.CONTAINER)
                ? Problem.service(
                        Messages.PodJudge_exit(name, end.getExitCode(), OneLine.of(why + " " + disruption())), "")
                : Problem.user(
                        Messages.PodJudge_other(name, container, end.getExitCode(), why),
                        Messages.PodJudge_otherAdvice());
    }

    /** Who has put an end to it on purpose, in the cluster's words; empty if nobody has. */
    private String disruption() {
        return condition("DisruptionTarget", "True")
                .map(condition -> OneLine.of(condition.getMessage()))
                .orElse("");
    }

    private <T> Stream<T> states(Function<ContainerState, T> of) {
        return Stream.of(status.getInitContainerStatuses(), status.getContainerStatuses())
                .flatMap(List::stream)
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .map(of)
                .filter(Objects::nonNull);
    }

    private Optional<PodCondition> condition(String type, String value) {
        return status.getConditions().stream()
                .filter(condition -> type.equals(condition.getType()) && value.equals(condition.getStatus()))
                .findFirst();
    }
}
