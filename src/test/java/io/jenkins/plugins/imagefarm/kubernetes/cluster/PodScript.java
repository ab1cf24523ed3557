package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * What becomes of a pod that is created.
 *
 * @param delay until its container starts
 * @param reachable whether its address answers; if not, only a port-forward leads to it
 * @param unschedulable the scheduler's words, if it finds no node
 * @param noImage what the registry says, if it has not got the image
 * @param exit how its container ends instead of starting
 * @param brokenSteps what each RUN fails with, although the daemon is ready
 */
public record PodScript(
        Duration delay,
        boolean reachable,
        Optional<String> unschedulable,
        Optional<String> noImage,
        Optional<Exit> exit,
        Optional<String> brokenSteps) {
    /** A container's end. Code and reason are Kubernetes' own: 0 {@code Completed}, 1 {@code Error}, 137 {@code OOMKilled}. */
    public record Exit(int code, String reason, String log) {}

    /** It becomes ready as fast as it can. */
    public static PodScript ready() {
        return new PodScript(
                Duration.ZERO, true, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static PodScript unschedulable(String message) {
        PodScript ready = ready();
        return new PodScript(ready.delay, true, Optional.of(message), ready.noImage, ready.exit, ready.brokenSteps);
    }

    /** {@code ErrImagePull}, and then {@code ImagePullBackOff} for ever. */
    public static PodScript noImage(String message) {
        PodScript ready = ready();
        return new PodScript(
                ready.delay, true, ready.unschedulable, Optional.of(message), ready.exit, ready.brokenSteps);
    }

    public static PodScript exits(int code, String log) {
        PodScript ready = ready();
        Exit exit = new Exit(code, code == 0 ? "Completed" : "Error", log);
        return new PodScript(
                ready.delay, true, ready.unschedulable, ready.noImage, Optional.of(exit), ready.brokenSteps);
    }

    /** Ready, and then every RUN fails, as without {@code --oci-worker-no-process-sandbox}. */
    public static PodScript brokenSteps(String message) {
        PodScript ready = ready();
        return new PodScript(ready.delay, true, ready.unschedulable, ready.noImage, ready.exit, Optional.of(message));
    }

    public PodScript after(Duration time) {
        return new PodScript(time, reachable, unschedulable, noImage, exit, brokenSteps);
    }

    public PodScript unreachable() {
        return new PodScript(delay, false, unschedulable, noImage, exit, brokenSteps);
    }
}
