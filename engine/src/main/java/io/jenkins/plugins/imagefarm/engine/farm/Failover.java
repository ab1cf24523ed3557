package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Emulation;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which nodes failed in a build, and whether what they had may move to others. Several builds that one node loses are one move.
 * Safe for many threads: what runs on a node asks whether it is worth giving up there.
 */
final class Failover {
    private final Farm farm;
    private final List<NodeReport> reports;
    private final Map<String, String> excluded = new LinkedHashMap<>();

    Failover(Farm farm, List<NodeReport> reports) {
        this.farm = farm;
        this.reports = List.copyOf(reports);
    }

    /** Whether the assignment may move, and some other node could take each of its platforms. */
    synchronized boolean mayMove(Assignment assignment) {
        int moves = excluded.size() + (excluded.containsKey(assignment.node()) ? 0 : 1);
        return moves <= farm.rules().failover()
                && assignment.platforms().stream()
                        .map(Assignment.Share::platform)
                        .allMatch(platform -> farm.nodes().stream()
                                .filter(node -> !node.name().equals(assignment.node()))
                                .filter(node -> !excluded.containsKey(node.name()))
                                .anyMatch(node -> builds(node, platform)));
    }

    private boolean builds(FarmNode node, Platform platform) {
        return (node.platforms().isEmpty() || node.platforms().contains(platform))
                && reports.stream()
                        .filter(report -> report.node().equals(node.name()))
                        .filter(NodeReport::hasAnswered)
                        .anyMatch(report -> builds(report.info(), platform));
    }

    private boolean builds(NodeInfo info, Platform platform) {
        return info.nativePlatforms().contains(platform)
                || farm.rules().emulation() != Emulation.NEVER
                        && info.emulatedPlatforms().contains(platform);
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
