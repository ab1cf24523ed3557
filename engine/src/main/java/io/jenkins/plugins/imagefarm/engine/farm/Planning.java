package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.ImageRepository;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.plan.Candidate;
import io.jenkins.plugins.imagefarm.engine.plan.Decision;
import io.jenkins.plugins.imagefarm.engine.plan.PlanRequest;
import io.jenkins.plugins.imagefarm.engine.plan.Planner;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A build in the planner's terms, as far as its engine knows them.
 *
 * @param needs what nodes must be able to do
 * @param candidates the farm's nodes, with what they said of themselves
 */
record Planning(BuildRequest request, Set<Feature> needs, List<Candidate> candidates) {
    static Planning of(BuildRequest request, Secrets secrets, List<NodeReport> reports) {
        List<Candidate> candidates = request.farm().nodes().stream()
                .map(node -> new Candidate(node, reportOf(node, reports), null))
                .toList();
        return new Planning(request, Feature.neededBy(request, secrets), candidates);
    }

    private static NodeReport reportOf(FarmNode node, List<NodeReport> reports) {
        return reports.stream()
                .filter(report -> report.node().equals(node.name()))
                .findFirst()
                .orElse(null);
    }

    PlanRequest wish(List<Platform> platforms, Map<String, String> excluded) {
        String image = request.destination().repositories().stream()
                .findFirst()
                .map(ImageRepository::toString)
                .orElse(request.sharedKey());
        return new PlanRequest(platforms, needs, request.farm().rules(), image, Map.of(), excluded);
    }

    /** Whether some nodes can build all of these, were they only free. */
    boolean isPossible(List<Platform> platforms, Map<String, String> excluded) {
        return Planner.plan(wish(platforms, excluded), candidates, Map.of(), 0) instanceof Decision.Plan;
    }
}
