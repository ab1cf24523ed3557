package io.jenkins.plugins.imagefarm.pods;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.List;

/**
 * A pod at one moment, for people.
 *
 * @param name in its namespace
 * @param node name of the Kubernetes node of Image Farm that it belongs to
 * @param architecture that it builds for
 * @param state what it is doing
 * @param reason why it is not ready; empty if it is
 * @param createdAt milliseconds since 1970
 * @param host the cluster's node that runs it; null while none does
 * @param cacheBytes what its cache takes; negative if that is not known
 * @param builds names of the builds in it
 * @param lastBuild of those that are over; null if there was none
 */
public record SeenPod(
        @NonNull String name,
        @NonNull String node,
        @NonNull String architecture,
        @NonNull State state,
        @NonNull String reason,
        long createdAt,
        @CheckForNull String host,
        long cacheBytes,
        @NonNull List<String> builds,
        @CheckForNull String lastBuild) {
    /** What a pod is doing. */
    public enum State {
        STARTING,
        BUILDING,
        /** Ready, and nobody builds. */
        IDLE,
        /** It gets no further build. */
        DRAINING,
        /** It is being removed. */
        ENDING
    }

    public SeenPod {
        builds = List.copyOf(builds);
    }
}
