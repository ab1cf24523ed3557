package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Objects;

/**
 * The nodes that a build may use, and how they are chosen.
 *
 * @param name of the farm; empty for nodes that were named one by one
 * @param nodes at least one; no two have the same name
 * @param rules how nodes are chosen and what happens when one fails
 * @param known what nodes said of themselves a short time ago; they are not asked again
 */
public record Farm(String name, List<FarmNode> nodes, FarmRules rules, List<NodeReport> known) {
    public Farm {
        name = name == null ? "" : name;
        nodes = nodes == null ? List.of() : List.copyOf(nodes);
        Objects.requireNonNull(rules, "rules");
        known = known == null ? List.of() : List.copyOf(known);
        if (nodes.isEmpty()) {
            throw new ProblemException(Problem.user(
                    name.isEmpty() ? "There is no node to build on" : "The farm '" + name + "' has no node",
                    "Register a node under Manage Jenkins » System » Image Farm, or name one."));
        }
        if (nodes.stream().map(FarmNode::name).distinct().count() != nodes.size()) {
            throw new ProblemException(Problem.user(
                    "Two nodes of the farm '" + name + "' have the same name", "Give every node a name of its own."));
        }
    }

    /** The same with other rules. */
    public Farm ruledBy(FarmRules others) {
        return new Farm(name, nodes, others, known);
    }
}
