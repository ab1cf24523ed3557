package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;

/**
 * The life of one pod, as scheduler and kubelet would lead it:
 *
 * <pre>
 * created → scheduled → (image, Secrets) → started → ready → deleted, ended or lost
 * </pre>
 *
 * Everything that happens to it happens on one of the {@link Kubelet}'s threads, one thing at a time.
 */
public final class PodPlay {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration BACK_OFF = Duration.ofMillis(200);

    private final Kubelet kubelet;
    private final Pod pod;
    private final PodScript script;
    private final String startTime = now();
    private String node = "";
    private String ip;
    private String host;
    private Workload workload; // null before it starts
    private boolean over;
    private String lastLog = "";
    private Optional<ScheduledFuture<?>> deadline = Optional.empty();

    PodPlay(Kubelet kubelet, Pod pod, PodScript script) {
        this.kubelet = kubelet;
        this.pod = pod;
        this.script = script;
    }

    public String name() {
        return pod.getMetadata().getName();
    }

    Pod pod() {
        return pod;
    }

    // The way to ready

    synchronized void schedule() {
        if (over) {
            return;
        }
        if (script.unschedulable().isPresent()) {
            kubelet.api()
                    .status(
                            pod,
                            new PodStatusBuilder()
                                    .withPhase("Pending")
                                    .withConditions(new PodConditionBuilder()
                                            .withType("PodScheduled")
                                            .withStatus("False")
                                            .withReason("Unschedulable")
                                            .withMessage(script.unschedulable().get())
                                            .build())
                                    .build());
            return;
        }
        node = kubelet.nodeFor(pod);
        kubelet.api().bind(pod, node);
        Long seconds = pod.getSpec().getActiveDeadlineSeconds();
        if (seconds != null) {
            deadline = Optional.of(kubelet.later(Duration.ofSeconds(seconds), this::exceedDeadline));
        }
        if (script.noImage().isPresent()) {
            failToPull(script.noImage().get());
        } else {
            tell("Pending", waiting("ContainerCreating", null), false);
            kubelet.later(script.delay(), this::start);
        }
    }

    private void failToPull(String message) {
        tell("Pending", waiting("ErrImagePull", message), false);
        String image = container().getImage();
        kubelet.later(
                BACK_OFF,
                () -> tell(
                        "Pending",
                        waiting("ImagePullBackOff", "Back-off pulling image \"" + image + "\": " + message),
                        false));
    }

    /** Waits for the Secrets, as a kubelet does. */
    private synchronized void start() {
        if (over) {
            return;
        }
        MountedSecrets.Files files = MountedSecrets.find(
                pod, name -> kubelet.api().secret(pod.getMetadata().getNamespace(), name));
        if (files.missing().isPresent()) {
            kubelet.later(SOON, this::start);
            return;
        }
        host = kubelet.freeAddress();
        ip = script.reachable() ? host : kubelet.freeAddress();
        if (script.exit().isPresent()) {
            PodScript.Exit exit = script.exit().get();
            lastLog = exit.log();
            end(exit.code(), exit.reason(), null);
            return;
        }
        try {
            workload = kubelet.start(new ContainerStart(pod, host, files.contents(), script));
        } catch (IOException e) {
            lastLog = e.getMessage() + "\n";
            end(1, "Error", null);
            return;
        }
        workload.ended().thenAccept(code -> kubelet.later(Duration.ZERO, () -> ended(code)));
        tell("Running", running(), false);
        becomeReady();
    }

    private synchronized void becomeReady() {
        if (over) {
            return;
        }
        if (workload.answers()) {
            tell("Running", running(), true);
        } else {
            kubelet.later(SOON, this::becomeReady);
        }
    }

    // The ways out

    /** Its process has ended by itself. */
    private synchronized void ended(int code) {
        if (!over) {
            stop(Duration.ZERO);
            end(code, code == 0 ? "Completed" : "Error", null);
        }
    }

    /** It is deleted: its process ends, and then the object. */
    void delete() {
        Duration grace = Duration.ofSeconds(pod.getSpec().getTerminationGracePeriodSeconds());
        synchronized (this) {
            over = true;
            stop(grace);
        }
        kubelet.api().remove(pod);
    }

    /** There is no such object any more. */
    synchronized void vanish() {
        over = true;
        stop(Duration.ZERO);
    }

    private synchronized void exceedDeadline() {
        if (!over) {
            stop(Duration.ZERO);
            fail("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
        }
    }

    // What tests do to it

    /** Its process ends so, now. */
    public synchronized void exit(int code, String log) {
        stop(Duration.ZERO);
        lastLog += log;
        end(code, code == 0 ? "Completed" : "Error", null);
    }

    /** The kernel kills it for want of memory. */
    public synchronized void killForMemory() {
        stop(Duration.ZERO);
        end(137, "OOMKilled", null);
    }

    /** Its node throws it out, for example with "The node was low on resource: memory.". */
    public synchronized void evict(String message) {
        stop(Duration.ZERO);
        fail("Evicted", message);
    }

    /**
     * Its node is gone: the daemon does nothing any more, its connections stay open.
     *
     * @param noticed whether the cluster knows already, and says that the pod is not ready; else the object stays as it is
     */
    public synchronized void loseNode(boolean noticed) throws IOException {
        over = true;
        workload.freeze();
        if (noticed) {
            kubelet.api()
                    .status(
                            pod,
                            status("Running", running(), false)
                                    .editMatchingCondition(
                                            condition -> condition.getType().equals("Ready"))
                                    .withReason("NodeNotReady")
                                    .endCondition()
                                    .build());
        }
    }

    /** Where its daemon listens, whatever {@code podIP} says; empty while there is none. */
    public synchronized Optional<InetSocketAddress> daemon() {
        return Optional.ofNullable(workload).map(Workload::address);
    }

    /** Whether a process of it is left. */
    public synchronized boolean hasProcess() {
        return workload != null && !workload.ended().isDone();
    }

    synchronized String log() throws IOException {
        return workload != null ? workload.log() : lastLog;
    }

    // How it is told

    private void stop(Duration grace) {
        deadline.ifPresent(timer -> timer.cancel(false));
        if (workload != null) {
            try {
                lastLog = workload.log();
            } catch (IOException e) {
                lastLog = e + "\n";
            }
            workload.end(grace);
            workload = null;
        }
    }

    private void end(int code, String reason, String message) {
        over = true;
        ContainerState state = new ContainerStateBuilder()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .withMessage(message)
                .withFinishedAt(now())
                .endTerminated()
                .build();
        tell(code == 0 ? "Succeeded" : "Failed", state, false);
    }

    private void fail(String reason, String message) {
        over = true;
        kubelet.api()
                .status(
                        pod,
                        new PodStatusBuilder()
                                .withPhase("Failed")
                                .withReason(reason)
                                .withMessage(message)
                                .withStartTime(startTime)
                                .build());
    }

    private void tell(String phase, ContainerState state, boolean ready) {
        kubelet.api().status(pod, status(phase, state, ready).build());
    }

    private PodStatusBuilder status(String phase, ContainerState state, boolean ready) {
        return new PodStatusBuilder()
                .withPhase(phase)
                .withHostIP("10.0.0.1")
                .withPodIP(ip)
                .withStartTime(startTime)
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("True")
                .endCondition()
                .addNewCondition()
                .withType("Initialized")
                .withStatus("True")
                .endCondition()
                .addNewCondition()
                .withType("ContainersReady")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .withContainerStatuses(new ContainerStatusBuilder()
                        .withName(container().getName())
                        .withImage(container().getImage())
                        .withRestartCount(0)
                        .withStarted(state.getRunning() != null)
                        .withReady(ready)
                        .withState(state)
                        .build());
    }

    private Container container() {
        return pod.getSpec().getContainers().get(0);
    }

    private static ContainerState waiting(String reason, String message) {
        return new ContainerStateBuilder()
                .withNewWaiting()
                .withReason(reason)
                .withMessage(message)
                .endWaiting()
                .build();
    }

    private ContainerState running() {
        return new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(startTime)
                .endRunning()
                .build();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
