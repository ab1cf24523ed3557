package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;

/**
 * The answer of one node, or why there is none.
 *
 * @param node its name
 * @param info null if it did not answer
 * @param problem null if it answered
 * @param at milliseconds since 1970
 * @param tookMs from the first try to reach it
 */
public record NodeReport(String node, NodeInfo info, Problem problem, long at, long tookMs) {
    public NodeReport {
        Objects.requireNonNull(node, "node");
        if ((info == null) == (problem == null)) {
            throw new IllegalArgumentException("a report of info " + info + " and problem " + problem);
        }
    }

    public boolean hasAnswered() {
        return info != null;
    }
}
