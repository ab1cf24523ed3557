package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes a command is for.
 *
 * @param farm its name; empty if they were named one by one, or are all there are
 * @param keys by node
 */
record NodeSet(String farm, List<FarmNode> nodes, Map<String, BuilderKeys> keys) {
    /** @throws ProblemException if two have the same name, or one cannot be */
    static NodeSet of(String farm, List<NodeFields> fields) {
        List<FarmNode> nodes = new ArrayList<>();
        Map<String, BuilderKeys> keys = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (NodeFields each : fields) {
            NodeFields.Known known = each.known();
            if (!names.add(known.node().name())) {
                throw new ProblemException(Problem.user(
                        "Two nodes have the name '" + known.node().name() + "'", "Give every node a name of its own."));
            }
            nodes.add(known.node());
            keys.put(known.node().name(), known.keys());
        }
        return new NodeSet(farm, nodes, keys);
    }
}
