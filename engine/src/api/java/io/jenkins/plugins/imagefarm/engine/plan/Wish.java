package io.jenkins.plugins.imagefarm.engine.plan;

import java.util.List;
import java.util.Objects;

/**
 * A build that wants nodes. A wish that an earlier session granted in part is made again for the
 * {@link io.jenkins.plugins.imagefarm.engine.api.Placement.Granted#pending pending} platforms of its last grant.
 *
 * @param build names the build
 * @param round of the build's wishes, from 1
 * @param request what is to be planned
 * @param candidates the nodes it may use
 * @param since milliseconds since 1970
 * @param lastId the highest id of an assignment that the build was granted before, also by an earlier session; 0 if there was none
 */
public record Wish(String build, int round, PlanRequest request, List<Candidate> candidates, long since, int lastId) {
    public Wish {
        Objects.requireNonNull(build, "build");
        Objects.requireNonNull(request, "request");
        candidates = List.copyOf(candidates);
    }

    /** Of a build that was granted nothing yet. */
    public Wish(String build, int round, PlanRequest request, List<Candidate> candidates, long since) {
        this(build, round, request, candidates, since, 0);
    }
}
