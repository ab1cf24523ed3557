package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Objects;

/**
 * A question to nodes, with all that is needed to ask it: the engine reads it from its standard input and writes an
 * {@link InquiryAnswer} to its standard output, so that nothing of it is ever on a disk or a command line.
 *
 * @param nodes that are asked, all at once
 * @param secrets the keys of these nodes
 * @param timeoutMs how long each may take to answer
 * @param disk also ask how much disk is used, which takes longer
 * @param prune remove what nobody uses; null to only ask
 * @param run have each node that answers prove that it runs steps, which one that is set up wrongly does not although it answers
 */
public record Inquiry(List<FarmNode> nodes, Secrets secrets, long timeoutMs, boolean disk, Prune prune, boolean run) {
    public Inquiry {
        nodes = List.copyOf(nodes);
        Objects.requireNonNull(secrets, "secrets");
    }

    /** Without a proof. */
    public Inquiry(List<FarmNode> nodes, Secrets secrets, long timeoutMs, boolean disk, Prune prune) {
        this(nodes, secrets, timeoutMs, disk, prune, false);
    }

    /**
     * What is removed: build cache and images that no container uses.
     *
     * @param all also images that have a name
     * @param olderThanSeconds only what was not used for so long; 0 for everything
     * @param labels only images that have all of these, {@code key} or {@code key=value}
     */
    public record Prune(boolean all, long olderThanSeconds, List<String> labels) {
        public Prune {
            labels = labels == null ? List.of() : List.copyOf(labels);
            if (olderThanSeconds < 0) {
                throw new ProblemException(
                        Problem.user("olderThan is " + olderThanSeconds + " s", "Give 0 or more seconds."));
            }
        }
    }
}
