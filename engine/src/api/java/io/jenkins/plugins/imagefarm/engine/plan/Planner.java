package io.jenkins.plugins.imagefarm.engine.plan;

import java.util.List;
import java.util.Map;

/** Chooses nodes for platforms. */
public final class Planner {
    private Planner() {}

    /**
     * @param candidates the farm's nodes in its order
     * @param loads by node; a node without an entry is idle
     */
    public static Decision plan(PlanRequest request, List<Candidate> candidates, Map<String, Load> loads) {
        throw new UnsupportedOperationException();
    }
}
