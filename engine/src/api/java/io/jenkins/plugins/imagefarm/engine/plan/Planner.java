package io.jenkins.plugins.imagefarm.engine.plan;

import java.util.List;
import java.util.Map;

/** Chooses nodes for platforms. */
public final class Planner {
    private Planner() {}

    /**
     * @param candidates the farm's nodes in its order
     * @param loads by node; a node without an entry is idle
     * @param chance decides what is left to chance; the same number gives the same plan
     */
    public static Decision plan(PlanRequest request, List<Candidate> candidates, Map<String, Load> loads, long chance) {
        throw new UnsupportedOperationException();
    }
}
