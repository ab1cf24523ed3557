package io.jenkins.plugins.imagefarm.pods;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.ExtensionPoint;
import java.util.List;

/**
 * Makes pods for builds and takes them away. Nothing here waits unless it says so: who calls leaves a note, and answers come to
 * {@link PodOrder#answers}.
 */
public interface PodKeeper extends ExtensionPoint {
    /** A build wants a pod. After a restart it is told again, with what it was answered. */
    void want(@NonNull PodOrder order);

    /** The engine cannot reach the pod of that attempt at its own address. */
    void unreachable(@NonNull String build, int id, int attempt, @NonNull String reason);

    /** The cache of the pod of that attempt takes so many bytes. */
    void cached(@NonNull String build, int id, int attempt, long bytes);

    /** That assignment is over: its pod is removed, or is free for another build. */
    void release(@NonNull String build, int id);

    /** All assignments of that build are over. */
    void releaseAll(@NonNull String build);

    /** All pods of this controller, by node and name. */
    @NonNull
    List<SeenPod> pods();

    /** That pod gets no further build, and is removed when it has none. */
    void drain(@NonNull String pod);

    /** That pod is removed now; a build in it is submitted again. */
    void delete(@NonNull String pod);
}
