package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How nodes are chosen, and what happens when one fails. */
final class RuleOptions {
    @Option(
            names = "--emulation",
            paramLabel = "RULE",
            description =
                    "fallback: only where no node builds a platform natively; never; or allow: also when those are busy. Default: ${DEFAULT-VALUE}.")
    private String emulation = "fallback";

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description = {
                "Which of several nodes: sticky, leastLoaded, weighted or firstMatch. Default: ${DEFAULT-VALUE}."
            })
    private String strategy = "sticky";

    @Option(
            names = "--node-label",
            paramLabel = "LABEL",
            description = "Only nodes that have this label. May be repeated.")
    private List<String> nodeLabels = new ArrayList<>();

    @Option(names = "--one-node", description = "All platforms on one node, as one build.")
    private boolean oneNode;

    @Option(
            names = "--fail-fast",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "A platform that fails stops the others; with --no-fail-fast they end. Default: stop.")
    private boolean failFast;

    @Option(
            names = "--failover",
            paramLabel = "N",
            description =
                    "How often platforms may move to another node because theirs failed. Default: ${DEFAULT-VALUE}.")
    private int failover = 2;

    @Option(names = "--cleanup", description = "Remove from the nodes what was built there.")
    private boolean cleanup;

    @Option(names = "--dry-run", description = "Show who would build what, and build nothing.")
    private boolean dryRun;

    FarmRules rules(long nodeTimeoutMs) {
        return new FarmRules(
                FarmRules.Emulation.of(emulation),
                FarmRules.Strategy.of(strategy),
                nodeLabels,
                oneNode,
                failFast,
                failover,
                cleanup,
                nodeTimeoutMs,
                dryRun);
    }
}
