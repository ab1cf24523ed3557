package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Map;

/**
 * One thing that happened in a build. Events are numbered from 1 without a gap, also over several tries.
 */
public sealed interface BuildEvent {
    /** The number of this event in its build, from 1. */
    long seq();

    /** Milliseconds since 1970. */
    long time();

    /**
     * The build as a whole changed its state.
     *
     * @param state the new state
     * @param reason why, one line; empty if it goes without saying
     */
    record StateChanged(long seq, long time, BuildState state, String reason) implements BuildEvent {}

    /**
     * A step started or ended.
     *
     * @param part which of several builds that are one, as {@link Assignment#part()}; empty if there is only one
     * @param number the step's number as the console shows it ({@code #5})
     * @param name for instance {@code [2/3] RUN make}
     * @param state what became of it
     * @param durationMs how long it took; 0 while it runs
     * @param error why it failed; empty unless it did
     */
    record StepChanged(
            long seq, long time, String part, int number, String name, StepState state, long durationMs, String error)
            implements BuildEvent {}

    /** What a step is doing or did. */
    enum StepState {
        STARTED,
        CACHED,
        DONE,
        FAILED,
        CANCELLED
    }

    /**
     * Output of a step.
     *
     * @param part which of several builds that are one; empty if there is only one
     * @param number the step
     * @param stderr standard error rather than standard output
     * @param text whole lines, without the last line's end
     */
    record StepOutput(long seq, long time, String part, int number, boolean stderr, String text)
            implements BuildEvent {}

    /**
     * A warning of the Dockerfile frontend.
     *
     * @param message in short
     * @param detail further lines
     * @param url where it is explained; empty if nowhere
     * @param file the Dockerfile; empty if not known
     * @param line from 1; 0 if not known
     * @param place that line and those around it; null if they are not known
     */
    record Warned(
            long seq,
            long time,
            String message,
            List<String> detail,
            String url,
            String file,
            int line,
            SourceLines place)
            implements BuildEvent {}

    /**
     * A try failed, and the builder told where in the Dockerfile. What an earlier try told is void.
     *
     * @param part which of several builds that are one; empty if there is only one
     * @param places as BuildKit's clients print them; of a very long instruction only the beginning
     */
    record FailureLocated(long seq, long time, String part, List<SourceLines> places) implements BuildEvent {}

    /** A node of the farm answered, or did not. */
    record NodeAnswered(long seq, long time, NodeReport report) implements BuildEvent {}

    /**
     * The build wants nodes, and waits for {@link Placement}s of this round.
     *
     * @param round from 1; later rounds are for platforms whose node failed
     * @param platforms to build; empty for every platform that the farm builds natively
     * @param excluded nodes that failed in this build, each with the reason
     * @param podKey the engine's public key, for which pods of this build get a client's certificate: X.509's
     *     SubjectPublicKeyInfo, Base64; empty if no node of the farm is one that Jenkins makes pods for
     */
    record NodesWanted(
            long seq, long time, int round, List<Platform> platforms, Map<String, String> excluded, String podKey)
            implements BuildEvent {
        public NodesWanted {
            podKey = podKey == null ? "" : podKey;
        }
    }

    /**
     * What became of an assignment. Its slot is free again as soon as that is not {@link AssignmentState#STARTED}.
     *
     * @param id of {@link Placement.Granted}
     * @param assignment what was built where
     * @param digests of the manifests that were made, by platform
     * @param error why it failed; empty unless it did
     */
    record AssignmentChanged(
            long seq,
            long time,
            int id,
            Assignment assignment,
            AssignmentState state,
            Map<String, Digest> digests,
            long durationMs,
            String error)
            implements BuildEvent {}

    /**
     * The assignment's node is one that Jenkins makes pods for, and the build waits for one ({@link PodAnswer}). The first attempt
     * goes without saying: Jenkins orders its pod when it grants the assignment, and what it answers may be there before this event.
     *
     * @param id of {@link Placement.Granted}
     * @param attempt from 1; another one follows when a pod was lost
     * @param keep whether the pod of the attempt before is welcome again, because it is not what failed
     */
    record PodWanted(long seq, long time, int id, int attempt, boolean keep) implements BuildEvent {}

    /**
     * The pod does not answer at its own address, and the build waits for another way ({@link PodAnswer}).
     *
     * @param id of {@link Placement.Granted}
     * @param attempt of {@link PodWanted}
     * @param reason why not, one line
     */
    record PodUnreachable(long seq, long time, int id, int attempt, String reason) implements BuildEvent {}

    /**
     * What the cache of a pooled pod takes after a build in it.
     *
     * @param id of {@link Placement.Granted}
     * @param attempt of {@link PodWanted}
     * @param bytes of the daemon's build cache
     */
    record PodCache(long seq, long time, int id, int attempt, long bytes) implements BuildEvent {}

    /** What became of an assignment. */
    enum AssignmentState {
        STARTED,
        DONE,
        /** By the user's fault, or too often. */
        FAILED,
        /** The node failed; its platforms move to another one. */
        MOVED,
        CANCELLED
    }
}
