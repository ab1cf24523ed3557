package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Refuses what a builder cannot do before anything starts, rather than leave it out. */
public record FeatureCheck(String builder, Set<Feature> features) {
    /** @param builder for people: what it is, and where */
    public FeatureCheck {
        features = Set.copyOf(features);
    }

    /** @throws ProblemException if the request needs what the builder lacks; it names all of that */
    public void check(BuildRequest request, Secrets secrets) {
        Set<Feature> lacking = EnumSet.noneOf(Feature.class);
        lacking.addAll(Feature.neededOfOne(request, secrets));
        lacking.removeAll(features);
        if (!lacking.isEmpty()) {
            String names = lacking.stream().map(Feature::text).collect(Collectors.joining(", "));
            throw new ProblemException(
                    Problem.user(
                            builder + " cannot do: " + names,
                            "Leave that out, or build where it can be done: BuildKit, and Docker with the containerd image store, can."));
        }
    }
}
