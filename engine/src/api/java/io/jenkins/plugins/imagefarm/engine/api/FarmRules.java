package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;

/**
 * How a farm's nodes are chosen for a build, and what happens when one fails.
 *
 * @param emulation whether platforms may be emulated
 * @param strategy which of several fitting nodes is taken
 * @param labels a node must have all of them
 * @param oneNode all platforms on one node, as one ordinary build; no index is assembled
 * @param failFast a failing platform stops the others
 * @param failover how often platforms may move to another node because theirs failed; in all
 * @param cleanup remove from the nodes the images made on the way
 * @param nodeTimeoutMs how long a node may take to answer
 * @param dryRun make and show the plan only
 */
public record FarmRules(
        Emulation emulation,
        Strategy strategy,
        List<String> labels,
        boolean oneNode,
        boolean failFast,
        int failover,
        boolean cleanup,
        long nodeTimeoutMs,
        boolean dryRun) {
    public static final long NODE_TIMEOUT_MS = 10_000;

    public FarmRules {
        emulation = emulation == null ? Emulation.FALLBACK : emulation;
        strategy = strategy == null ? Strategy.STICKY : strategy;
        labels = labels == null ? List.of() : List.copyOf(labels);
        if (failover < 0) {
            throw new ProblemException(Problem.user("failover is " + failover, "Give 0 or more."));
        }
        if (nodeTimeoutMs < 1) {
            throw new ProblemException(Problem.user("nodeTimeout is " + nodeTimeoutMs + " ms", "Give more than 0."));
        }
    }

    public static FarmRules usual() {
        return new FarmRules(
                Emulation.FALLBACK, Strategy.STICKY, List.of(), false, true, 2, false, NODE_TIMEOUT_MS, false);
    }

    /** The same for platforms that are built apart and joined by an index. */
    public FarmRules onSeveralNodes() {
        return oneNode(false);
    }

    /** The same for a build that one node does as if it were the only builder. */
    public FarmRules onOneNode() {
        return oneNode(true);
    }

    private FarmRules oneNode(boolean one) {
        return new FarmRules(emulation, strategy, labels, one, failFast, failover, cleanup, nodeTimeoutMs, dryRun);
    }

    /** Whether platforms may be emulated. */
    public enum Emulation {
        /** Only where no node builds it natively, however busy those are. */
        FALLBACK,
        /** Never: such a platform is an error. */
        NEVER,
        /** Also when the native nodes are busy. */
        ALLOW;

        /** @throws ProblemException if there is no such rule */
        public static Emulation of(String text) {
            return Choices.of(values(), "emulation", text);
        }
    }

    /** Which of several fitting nodes is taken; in all of them lower priority goes first. */
    public enum Strategy {
        /** The one that built this image last, unless it is much busier than another. */
        STICKY,
        /** The one with the largest part of its slots free. */
        LEAST_LOADED,
        /** By chance, in proportion to the weights. */
        WEIGHTED,
        /** The first in the farm's order. */
        FIRST_MATCH;

        /** @throws ProblemException if there is no such strategy */
        public static Strategy of(String text) {
            return Choices.of(values(), "strategy", text);
        }
    }
}
