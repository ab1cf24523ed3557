package io.jenkins.plugins.imagefarm.view;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.pods.SeenPod;
import java.util.List;

/**
 * A pod as one viewer may see it.
 *
 * @param name in its namespace; fit for a URL
 * @param node of Image Farm to which it belongs
 * @param architecture that it builds for
 * @param state of it
 * @param reason why it is not ready; empty if it is, or the viewer may not know
 * @param age since it was made
 * @param host the cluster's node; null while none runs it, or if the viewer may not know
 * @param cache what its cache takes; null if nobody knows
 * @param builds in it
 * @param lastBuild that is over; null if there was none
 */
public record PodRow(
        String name,
        String node,
        String architecture,
        SeenPod.State state,
        String reason,
        String age,
        @CheckForNull String host,
        @CheckForNull String cache,
        List<BuildLink> builds,
        @CheckForNull BuildLink lastBuild) {
    static PodRow of(SeenPod pod, Viewer viewer, FarmActivity activity, Texts texts) {
        return new PodRow(
                pod.name(),
                pod.node(),
                pod.architecture(),
                pod.state(),
                viewer.seesDetails() ? pod.reason() : "",
                texts.since(pod.createdAt()),
                viewer.seesDetails() ? pod.host() : null,
                pod.cacheBytes() < 0 ? null : texts.size(pod.cacheBytes()),
                pod.builds().stream()
                        .map(build -> viewer.link(activity.run(build)))
                        .toList(),
                pod.lastBuild() == null ? null : viewer.link(activity.run(pod.lastBuild())));
    }

    /** For people. */
    public String stateText() {
        return switch (state) {
            case STARTING -> Messages.PodRow_starting();
            case BUILDING -> Messages.PodRow_building();
            case IDLE -> Messages.PodRow_idle();
            case DRAINING -> Messages.PodRow_draining();
            case ENDING -> Messages.PodRow_ending();
        };
    }

    /** A symbol of Jenkins' own. */
    public String icon() {
        return switch (state) {
            case STARTING -> "symbol-computer-not-accepting";
            case BUILDING, IDLE -> "symbol-computer";
            case DRAINING -> "symbol-computer-paused";
            case ENDING -> "symbol-computer-offline";
        };
    }

    /** A class of Jenkins' style sheets, which know light and dark. */
    public String color() {
        return state == SeenPod.State.BUILDING || state == SeenPod.State.IDLE
                ? "jenkins-!-success-color"
                : "jenkins-!-text-color-secondary";
    }

    /** Whether it may be drained. */
    public boolean isServing() {
        return state != SeenPod.State.DRAINING && state != SeenPod.State.ENDING;
    }
}
