package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What the console says about a farm. */
final class FarmWords {
    private FarmWords() {}

    static String farm(Farm farm) {
        String nodes = farm.nodes().stream().map(FarmNode::name).collect(Collectors.joining(", "));
        return farm.name().isEmpty() ? "the nodes " + nodes : "the farm " + farm.name() + " (" + nodes + ")";
    }

    static String answered(NodeReport report) {
        if (!report.hasAnswered()) {
            return "#0 " + report.node() + " does not answer and is left out: "
                    + report.problem().cause();
        }
        NodeInfo info = report.info();
        String emulated = info.emulatedPlatforms().isEmpty() ? "" : "; emulates " + platforms(info.emulatedPlatforms());
        return "#0 " + report.node() + ": " + info.type() + " " + info.version() + ", "
                + platforms(info.nativePlatforms()) + emulated;
    }

    static String starts(Assignment assignment, boolean moved, Map<String, String> lost, FarmRules rules) {
        String platforms =
                assignment.platforms().stream().map(Assignment.Share::toString).collect(Collectors.joining(", "));
        return moved
                ? platforms + " is built on " + assignment.node() + " instead (move " + lost.size() + " of at most "
                        + rules.failover() + ")."
                : "#0 " + platforms + " is built on " + assignment.node();
    }

    static String lost(PartBuild part) {
        return part.assignment().node() + " failed while it built " + platforms(part.assignment()) + ": "
                + part.problem().cause() + ".";
    }

    static String failed(PartBuild part) {
        return part.part() + " failed: " + part.problem();
    }

    static String stopped(PartBuild part, String why) {
        return part.part() + " is stopped: " + why + ".";
    }

    static String done(PartBuild part) {
        return String.format(Locale.ROOT, "#0 %s is built in %.1f s", part.part(), part.durationMs() / 1000.0);
    }

    /** A dry run's plan as a table, one line each. */
    static List<String> table(List<Assignment> plan) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("NODE", "PLATFORM", "HOW")));
        for (Assignment assignment : plan) {
            for (Assignment.Share share : assignment.platforms()) {
                rows.add(List.of(
                        assignment.node(),
                        share.platform().toString(),
                        share.emulated() ? "by emulation" : "natively"));
            }
        }
        int node = width(rows, 0);
        int platform = width(rows, 1);
        return rows.stream()
                .map(row -> pad(row.get(0), node) + "  " + pad(row.get(1), platform) + "  " + row.get(2))
                .toList();
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private static String platforms(Assignment assignment) {
        return platforms(
                assignment.platforms().stream().map(Assignment.Share::platform).toList());
    }

    static String platforms(Collection<Platform> platforms) {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(", "));
    }
}
