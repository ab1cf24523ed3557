package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.List;

/** What the planner came to. */
public sealed interface Decision {
    /**
     * @param assignments that cover every platform once, in the order of the platforms; each becomes a build of its own
     */
    record Plan(List<Assignment> assignments) implements Decision {
        public Plan {
            assignments = List.copyOf(assignments);
        }
    }

    /**
     * @param problem names the platforms that no node can build, and every node with the reason
     * @param reasons the same for programs
     */
    record Refusal(Problem problem, List<Reason> reasons) implements Decision {
        public Refusal {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * Why that node cannot build that platform.
     *
     * @param platform null if none was named, and no node has one of its own
     * @param why goes on after the node's name
     */
    record Reason(Platform platform, String node, String why) {}
}
