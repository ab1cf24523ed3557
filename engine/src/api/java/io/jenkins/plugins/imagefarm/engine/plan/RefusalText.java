package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Emulation;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.plan.Decision.Reason;
import io.jenkins.plugins.imagefarm.engine.plan.Decision.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says why there is no plan, node by node, and what would help. */
final class RefusalText {
    private static final int NODES_IN_LINE = 10;

    private final PlanRequest request;
    private final List<Contender> contenders;

    RefusalText(PlanRequest request, List<Contender> contenders) {
        this.request = request;
        this.contenders = contenders;
    }

    /** @param unfit what no node builds; empty if no platform is known to be built */
    Refusal of(List<Job> unfit) {
        List<Job> jobs = unfit.isEmpty() ? List.of(new Job(List.of())) : unfit;
        List<Reason> reasons = new ArrayList<>();
        Map<String, List<Platform>> platformsByLine = new LinkedHashMap<>();
        for (Job job : jobs) {
            List<String> lines = new ArrayList<>();
            for (Contender node : contenders) {
                String why = node.whyNot(job);
                lines.add(node.name() + " " + why);
                if (job.platforms().isEmpty()) {
                    reasons.add(new Reason(null, node.name(), why));
                }
                job.platforms().forEach(platform -> reasons.add(new Reason(platform, node.name(), why)));
            }
            platformsByLine
                    .computeIfAbsent(shortened(lines), key -> new ArrayList<>())
                    .addAll(job.platforms());
        }
        String cause = platformsByLine.entrySet().stream()
                .map(each -> subject(each.getValue()) + each.getKey())
                .collect(Collectors.joining(". "));
        Fault fault = contenders.stream().anyMatch(Contender::isLost) ? Fault.SERVICE : Fault.USER;
        return new Refusal(new Problem(fault, cause, advice(unfit)), reasons);
    }

    private String subject(List<Platform> platforms) {
        if (platforms.isEmpty()) {
            return "There is no node to build on: ";
        }
        boolean together = request.rules().oneNode() && platforms.size() > 1;
        return "No " + (together ? "single " : "") + "node builds " + Listing.of(platforms) + ": ";
    }

    private static String shortened(List<String> lines) {
        return lines.isEmpty()
                ? "the farm has none"
                : lines.size() <= NODES_IN_LINE
                        ? String.join("; ", lines)
                        : String.join("; ", lines.subList(0, NODES_IN_LINE)) + "; and " + (lines.size() - NODES_IN_LINE)
                                + " more";
    }

    private String advice(List<Job> unfit) {
        if (request.rules().emulation() == Emulation.NEVER
                && unfit.stream().anyMatch(job -> isSomewhere(job, Way.EMULATED))) {
            return "Allow emulation, or add a node that builds it natively.";
        }
        boolean byFeature =
                !unfit.isEmpty() && contenders.stream().anyMatch(node -> node.isThere() && !node.has(request.needs()));
        if (byFeature) {
            List<String> able = contenders.stream()
                    .filter(node -> node.has(request.needs()))
                    .map(Contender::name)
                    .toList();
            String needs = Listing.of(
                    request.needs().stream().sorted().map(Feature::text).toList());
            return able.isEmpty()
                    ? "No node of the farm offers " + needs + "."
                    : Listing.of(able) + (able.size() == 1 ? " offers " : " offer ") + needs + ".";
        }
        if (contenders.stream().noneMatch(Contender::isThere)) {
            return "Bring a node back, or choose others.";
        }
        List<String> lost = contenders.stream()
                .filter(Contender::isLost)
                .map(Contender::name)
                .toList();
        String it = unfit.size() > 1 ? "them" : "it";
        return lost.isEmpty()
                ? "Name other platforms, or add a node for " + it + "."
                : "Bring back " + Listing.of(lost) + ", or add another node for " + it + ".";
    }

    private boolean isSomewhere(Job job, Way way) {
        return contenders.stream().anyMatch(node -> node.way(job) == way);
    }
}
