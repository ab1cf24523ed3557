package io.jenkins.plugins.imagefarm.engine.plan;

import java.util.List;
import java.util.Objects;

/**
 * A build that wants nodes.
 *
 * @param build names the build
 * @param round of the build's wishes, from 1
 * @param request what is to be planned
 * @param candidates the nodes it may use
 * @param since milliseconds since 1970
 */
public record Wish(String build, int round, PlanRequest request, List<Candidate> candidates, long since) {
    public Wish {
        Objects.requireNonNull(build, "build");
        Objects.requireNonNull(request, "request");
        candidates = List.copyOf(candidates);
    }
}
