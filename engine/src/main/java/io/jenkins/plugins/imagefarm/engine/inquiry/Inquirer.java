package io.jenkins.plugins.imagefarm.engine.inquiry;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.NodeCare;
import io.jenkins.plugins.imagefarm.engine.build.NodeTrial;
import io.jenkins.plugins.imagefarm.engine.builder.BuilderProbe;
import io.jenkins.plugins.imagefarm.engine.builder.NodeInquirer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Answers an {@link Inquiry}. First all nodes are asked what they are; those that answer are then pruned, asked how much disk they
 * use, and tried, each at its own pace and all at once.
 */
public final class Inquirer {
    /** A daemon with many images counts for a while. */
    private static final Duration DISK_LIMIT = Duration.ofSeconds(60);
    /** A large cache takes minutes to remove; whoever asked Jenkins waits half an hour at most. */
    private static final Duration PRUNE_LIMIT = Duration.ofMinutes(25);

    /** A step of a processor's few instructions, on a daemon that may be busy with other things. */
    private static final Duration TRIAL_LIMIT = Duration.ofSeconds(60);

    private static final long NOT_KNOWN = -1;

    private final BuilderProbe probe;
    private final NodeInquirer nodes;
    private final Map<BuilderType, NodeCare> care;
    private final Map<BuilderType, NodeTrial> trials;

    /** @param trials of the kinds of builders that can be tried */
    public Inquirer(BuilderProbe probe, Map<BuilderType, NodeCare> care, Map<BuilderType, NodeTrial> trials) {
        this.probe = probe;
        this.nodes = new NodeInquirer(
                (node, keys, cancellation) -> probe.ask(node.builder(), node.platforms(), keys, cancellation));
        this.care = Map.copyOf(care);
        this.trials = Map.copyOf(trials);
    }

    /** @throws CancelledException if it was cancelled */
    public InquiryAnswer answer(Inquiry inquiry, Cancellation cancellation) throws InterruptedException {
        List<NodeReport> reports = nodes.ask(
                inquiry.nodes(), inquiry.secrets(), Duration.ofMillis(inquiry.timeoutMs()), report -> {}, cancellation);
        Map<FarmNode, NodeInfo> there = new LinkedHashMap<>();
        for (int i = 0; i < reports.size(); i++) {
            if (reports.get(i).hasAnswered()) {
                there.put(inquiry.nodes().get(i), reports.get(i).info());
            }
        }
        NodeTasks tasks = new NodeTasks(List.copyOf(there.keySet()), cancellation);
        List<Pruned> pruned = inquiry.prune() == null
                ? List.of()
                : tasks.run(
                        PRUNE_LIMIT,
                        (node, own) -> care(there.get(node))
                                .prune(builder(node, there, inquiry, own), keys(node, inquiry), inquiry.prune(), own),
                        (node, problem) -> new Pruned(node.name(), List.of(), 0, problem));
        if (inquiry.disk()) {
            reports = withDisk(reports, there, inquiry, tasks);
        }
        Map<String, Tried> tried = inquiry.run() ? tried(there, inquiry, tasks) : Map.of();
        return new InquiryAnswer(
                reports.stream().map(report -> told(report, tried)).toList(),
                pruned,
                tried.values().stream().filter(Tried::ran).map(Tried::node).collect(Collectors.toSet()));
    }

    /**
     * What came of a trial.
     *
     * @param ran whether it is proven that the node runs steps
     * @param problem null unless it is proven that it does not
     */
    private record Tried(String node, boolean ran, Problem problem) {}

    private Map<String, Tried> tried(Map<FarmNode, NodeInfo> there, Inquiry inquiry, NodeTasks tasks)
            throws InterruptedException {
        return tasks
                .run(
                        TRIAL_LIMIT,
                        (node, own) -> new Tried(node.name(), runs(node, there, inquiry, own), null),
                        (node, problem) -> new Tried(node.name(), false, problem))
                .stream()
                .collect(Collectors.toMap(Tried::node, Function.identity()));
    }

    private boolean runs(FarmNode node, Map<FarmNode, NodeInfo> there, Inquiry inquiry, Cancellation own)
            throws InterruptedException {
        NodeInfo info = there.get(node);
        NodeTrial trial = trials.get(info.type());
        return trial != null
                && trial.run(
                        builder(node, there, inquiry, own),
                        keys(node, inquiry),
                        info.nativePlatforms().get(0),
                        own);
    }

    /** A node that answers and cannot run is of no more use than one that does not answer. */
    private static NodeReport told(NodeReport report, Map<String, Tried> tried) {
        Tried own = tried.get(report.node());
        if (own == null || own.problem() == null) {
            return report;
        }
        Problem why = own.problem();
        Problem problem = new Problem(why.fault(), "It answers, but runs no step: " + why.cause(), why.advice());
        return new NodeReport(report.node(), null, problem, report.at(), report.tookMs());
    }

    private List<NodeReport> withDisk(
            List<NodeReport> reports, Map<FarmNode, NodeInfo> there, Inquiry inquiry, NodeTasks tasks)
            throws InterruptedException {
        List<Long> used = tasks.run(
                DISK_LIMIT,
                (node, own) ->
                        care(there.get(node)).diskUsed(builder(node, there, inquiry, own), keys(node, inquiry), own),
                (node, problem) -> NOT_KNOWN);
        List<NodeReport> all = new ArrayList<>();
        int next = 0;
        for (NodeReport report : reports) {
            all.add(report.hasAnswered() ? with(report, used.get(next++)) : report);
        }
        return all;
    }

    private NodeCare care(NodeInfo info) {
        NodeCare found = care.get(info.type());
        if (found == null) {
            throw new ProblemException(
                    Problem.user("What " + info.type() + " stores cannot be looked after from here", ""));
        }
        return found;
    }

    private Builder builder(FarmNode node, Map<FarmNode, NodeInfo> there, Inquiry inquiry, Cancellation cancellation) {
        return probe.resolve(node.builder(), keys(node, inquiry), cancellation)
                .of(there.get(node).type());
    }

    private static BuilderKeys keys(FarmNode node, Inquiry inquiry) {
        return inquiry.secrets().keysOf(node.builder());
    }

    private static NodeReport with(NodeReport report, long diskUsed) {
        NodeInfo info = report.info();
        return new NodeReport(
                report.node(),
                new NodeInfo(
                        info.type(),
                        info.version(),
                        info.nativePlatforms(),
                        info.emulatedPlatforms(),
                        info.features(),
                        diskUsed),
                null,
                report.at(),
                report.tookMs());
    }
}
