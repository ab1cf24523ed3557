package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.Assignment.Share;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses nodes for platforms.
 *
 * <p>A node is fit if it is there, offers what the request needs, and builds the platform natively or, where the request allows it,
 * by emulation; of the fit ones a {@link Chooser} takes one. Platforms with the fewest fit nodes choose first, and each choice
 * counts as load for the next, so that a build spreads over the farm. What falls to one node is one assignment if its builder takes
 * several platforms at once, and otherwise one each.
 */
public final class Planner {
    private final PlanRequest request;
    private final List<Contender> contenders;
    private final Occupancy occupancy = new Occupancy();
    private final Chooser chooser;

    private Planner(PlanRequest request, List<Contender> contenders, long chance) {
        this.request = request;
        this.contenders = contenders;
        this.chooser = new Chooser(request, occupancy, chance);
    }

    /**
     * A plan, whether or not its nodes have free slots.
     *
     * @param candidates the farm's nodes in its order
     * @param loads by node; a node without an entry is idle
     * @param chance decides what is left to chance; the same number gives the same plan
     */
    public static Decision plan(PlanRequest request, List<Candidate> candidates, Map<String, Load> loads, long chance) {
        List<Contender> contenders = candidates.stream()
                .map(each -> new Contender(
                        each, request, loads.getOrDefault(each.node().name(), Load.NONE)))
                .toList();
        return new Planner(request, contenders, chance).decide();
    }

    private Decision decide() {
        List<Platform> platforms = platforms();
        List<Job> jobs = platforms.isEmpty()
                ? List.of()
                : Job.of(platforms, request.rules().oneNode());
        Map<Job, FitNodes> fit = new HashMap<>();
        jobs.forEach(
                job -> fit.put(job, FitNodes.of(job, contenders, request.rules().emulation())));
        List<Job> unfit = jobs.stream().filter(job -> fit.get(job).count() == 0).toList();
        if (platforms.isEmpty() || !unfit.isEmpty()) {
            return new RefusalText(request, contenders).of(unfit);
        }
        Map<Job, Contender> chosen = new HashMap<>();
        jobs.stream()
                .sorted(Comparator.comparingInt(job -> fit.get(job).count()))
                .forEach(job -> {
                    Contender node = fit.get(job).choose(job, chooser, occupancy);
                    occupancy.take(node);
                    chosen.put(job, node);
                });
        return new Decision.Plan(assignments(jobs, chosen));
    }

    /**
     * Those of the request. If it names none, what the nodes that are there call their own, each once; a node counts also if it does
     * not offer what the request needs, so that a platform does not silently go missing with an option. If all are to be built on
     * one node, only the first: a farm of two architectures has no platform that is everybody's own.
     */
    private List<Platform> platforms() {
        if (!request.platforms().isEmpty()) {
            return request.platforms().stream().distinct().toList();
        }
        return contenders.stream()
                .filter(Contender::isThere)
                .flatMap(contender -> contender.ownPlatforms().stream())
                .distinct()
                .limit(request.rules().oneNode() ? 1 : Long.MAX_VALUE)
                .toList();
    }

    private static List<Assignment> assignments(List<Job> jobs, Map<Job, Contender> chosen) {
        Map<Object, List<Share>> shares = new LinkedHashMap<>();
        Map<Object, Contender> nodes = new HashMap<>();
        for (Job job : jobs) {
            Contender node = chosen.get(job);
            Object build = node.buildsSeveralPlatforms() ? node : job;
            nodes.put(build, node);
            List<Share> part = shares.computeIfAbsent(build, key -> new ArrayList<>());
            job.platforms().forEach(each -> part.add(new Share(each, node.way(each) == Way.EMULATED)));
        }
        return shares.entrySet().stream()
                .map(each -> new Assignment(nodes.get(each.getKey()).name(), each.getValue()))
                .toList();
    }
}
