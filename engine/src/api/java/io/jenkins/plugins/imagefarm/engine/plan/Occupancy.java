package io.jenkins.plugins.imagefarm.engine.plan;

import java.util.HashMap;
import java.util.Map;

/** How busy nodes are, with what the plan in the making has given them. */
final class Occupancy {
    private final Map<Contender, Integer> planned = new HashMap<>();

    void take(Contender node) {
        planned.merge(node, 1, Integer::sum);
    }

    /** Whether a build could start there at once, or in the one that the plan starts there. */
    boolean hasRoom(Contender node) {
        int slots = planned(node);
        if (slots > 0 && node.buildsSeveralPlatforms()) {
            slots = 0; // they are one build
        }
        return node.load().inUse() + slots < node.maxBuilds();
    }

    /** Builds that run, wait and are planned there, by its slots: 0 is idle, 1 is full, more has others waiting. */
    double share(Contender node) {
        return (double) (node.load().inUse() + node.load().waiting() + planned(node)) / node.maxBuilds();
    }

    private int planned(Contender node) {
        return planned.isEmpty() ? 0 : planned.getOrDefault(node, 0);
    }
}
