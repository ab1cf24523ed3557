package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.FarmRules;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What is to be planned.
 *
 * @param platforms to build; empty for every platform that is a node's own
 * @param needs what the nodes must be able to do
 * @param rules how nodes are chosen
 * @param image names what is built, the same for every build of it; decides which node is sticky where none built it yet
 * @param last the node that built each platform of this image last
 * @param excluded nodes that failed in this build, each with the reason
 */
public record PlanRequest(
        List<Platform> platforms,
        Set<Feature> needs,
        FarmRules rules,
        String image,
        Map<Platform, String> last,
        Map<String, String> excluded) {
    public PlanRequest {
        platforms = List.copyOf(platforms);
        needs = Set.copyOf(needs);
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(image, "image");
        last = Map.copyOf(last);
        excluded = Map.copyOf(excluded);
    }

    PlanRequest with(List<Platform> otherPlatforms, Map<String, String> otherExcluded) {
        return new PlanRequest(otherPlatforms, needs, rules, image, last, otherExcluded);
    }
}
