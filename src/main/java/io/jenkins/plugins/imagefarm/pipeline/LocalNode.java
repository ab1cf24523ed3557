package io.jenkins.plugins.imagefarm.pipeline;

import hudson.model.Node;
import io.jenkins.plugins.imagefarm.Controller;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.launch.BuildPlace;
import java.util.List;

/**
 * The builder beside an agent, as a node of a farm: it runs as many builds as the agent has executors. Every agent's has a name of
 * its own, by which its slots are counted, and which no registered node should have.
 */
final class LocalNode {
    private static final String PREFIX = "agent.";
    private static final int LONGEST_NAME = 63;
    private static final int WEIGHT = 100;

    private LocalNode() {}

    static FarmNode of(BuildPlace place) {
        String agent = place.node().isEmpty() ? "built-in" : place.node();
        String name = PREFIX + agent.replaceAll("[^A-Za-z0-9_.-]", "_");
        Node node = Controller.node(place.node());
        int executors = node == null ? 1 : Math.max(1, node.getNumExecutors());
        return new FarmNode(
                new Builder(name.substring(0, Math.min(name.length(), LONGEST_NAME)), "", BuilderType.AUTO, ""),
                executors,
                0,
                WEIGHT,
                List.of(),
                List.of());
    }
}
