package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which nodes failed in a build, and whether what they had may move to others. Several builds that one node loses are one move.
 * Safe for many threads: what runs on a node asks whether it is worth giving up there.
 */
final class Failover {
    private final int most;
    private final Planning planning;
    private final Map<String, String> excluded = new LinkedHashMap<>();

    /** @param most how many nodes may fail */
    Failover(int most, Planning planning) {
        this.most = most;
        this.planning = planning;
    }

    /** Whether the assignment may move, and other nodes could take its platforms. */
    synchronized boolean mayMove(Assignment assignment) {
        Map<String, String> without = new LinkedHashMap<>(excluded);
        without.put(assignment.node(), "");
        return without.size() <= most && planning.isPossible(PartRequests.platformsOf(assignment), without);
    }

    /** The node failed: nothing of this build goes there any more. */
    synchronized void exclude(String node, String why) {
        excluded.putIfAbsent(node, why);
    }

    synchronized boolean isExcluded(String node) {
        return excluded.containsKey(node);
    }

    /** Nodes that failed, each with the reason. */
    synchronized Map<String, String> excluded() {
        return new LinkedHashMap<>(excluded);
    }
}
