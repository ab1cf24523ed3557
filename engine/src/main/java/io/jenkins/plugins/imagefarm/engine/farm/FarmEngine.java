package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodeAnswered;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuiltPlatform;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.Metadata;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.builder.NodeInquirer;
import io.jenkins.plugins.imagefarm.engine.builder.NodeQuestion;
import io.jenkins.plugins.imagefarm.engine.pod.PodEngine;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Builds on a farm: asks the nodes what they are, has each platform built and pushed by digest on some node ({@link FarmBuild}), and
 * makes one image of it ({@link FarmImage}). It may be asked several times, one after the other. With {@link io.jenkins.plugins.imagefarm.engine.api.FarmRules#oneNode} one node builds
 * it all as if it were the only builder.
 */
public final class FarmEngine implements BuildEngine {
    private final NodeInquirer inquirer;
    private final Dispatchers dispatchers;
    private final BuildEngine nodes;
    private final PodEngine pods;
    private final LoginSource logins;
    private final SlotTalk talk = new SlotTalk();

    /**
     * @param question asks a node what it is
     * @param nodes builds on the one builder of a request, whatever that is
     * @param pods builds in the pods that Jenkins makes
     * @param logins used after those that come with the request's secrets
     */
    public FarmEngine(
            NodeQuestion question, Dispatchers dispatchers, BuildEngine nodes, PodEngine pods, LoginSource logins) {
        inquirer = new NodeInquirer(question);
        this.dispatchers = dispatchers;
        this.nodes = nodes;
        this.pods = pods;
        this.logins = logins;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        Farm farm = request.farm();
        reporter.builders(FarmWords.farm(farm));
        FarmImage image =
                new FarmImage(request, LoginSource.of(secrets.logins()).orElse(logins), cancellation);
        List<NodeReport> reports = ask(farm, secrets, report -> told(report, reporter), cancellation);
        FarmBuild build = new FarmBuild(
                request, secrets, reporter, reports, new PartRequests(request, reports), talk, nodes, pods);
        List<PartBuild> parts;
        try (Dispatcher dispatcher = dispatchers.open(request, secrets, reports, build::answer)) {
            parts = build.run(dispatcher, cancellation);
        }
        if (farm.rules().dryRun()) {
            FarmWords.table(reporter.plan()).forEach(reporter::say);
            return new Outcome(Map.of(), platforms(reporter.plan()));
        }
        if (!farm.rules().oneNode()) {
            reporter.counted(parts.stream().map(PartBuild::reporter).toList());
        }
        parts.forEach(part -> part.assignment().platforms().forEach(share -> reporter.built(built(part, share))));
        return farm.rules().oneNode() ? parts.get(0).outcome() : image.of(parts, reporter);
    }

    /** Nodes that did not say a short time ago what they are. */
    private List<NodeReport> ask(Farm farm, Secrets secrets, Consumer<NodeReport> listener, Cancellation cancellation)
            throws InterruptedException {
        Set<String> known = farm.known().stream().map(NodeReport::node).collect(Collectors.toSet());
        List<FarmNode> unknown = farm.nodes().stream()
                .filter(node -> !known.contains(node.name()))
                .toList();
        List<NodeReport> reports = new ArrayList<>(farm.known());
        reports.addAll(inquirer.ask(
                unknown, secrets, Duration.ofMillis(farm.rules().nodeTimeoutMs()), listener, cancellation));
        return reports;
    }

    private static void told(NodeReport report, BuildReporter reporter) {
        reporter.events().add((seq, time) -> new NodeAnswered(seq, time, report));
        reporter.say(FarmWords.answered(report));
    }

    private static BuiltPlatform built(PartBuild part, Assignment.Share share) {
        Digest digest = part.outcome().manifests().get(share.platform());
        if (digest == null && part.assignment().platforms().size() == 1) {
            digest = Metadata.of(part.outcome().response()).digest();
        }
        return new BuiltPlatform(
                share.platform(), digest, part.assignment().node(), share.emulated(), part.durationMs());
    }

    private static List<Platform> platforms(List<Assignment> plan) {
        List<Platform> platforms = new ArrayList<>();
        plan.forEach(assignment -> assignment.platforms().forEach(share -> platforms.add(share.platform())));
        platforms.sort(Comparator.comparing(Platform::toString));
        return platforms;
    }
}
