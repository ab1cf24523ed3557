package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Closest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes and farms that a file tells of. Only nodes that are used are looked at closely, so that a key that is missing for one
 * farm does not matter for another.
 *
 * @param file its name, for messages
 * @param nodes all, by name
 * @param farms names of nodes by name of the farm
 * @param defaultFarm null if there is none
 */
record KnownFarms(String file, Map<String, NodeFields> nodes, Map<String, List<String>> farms, String defaultFarm) {
    KnownFarms {
        nodes = new LinkedHashMap<>(nodes);
        farms = new LinkedHashMap<>(farms);
    }

    /**
     * @param wanted null for the default farm, or all nodes if there is none
     * @throws ProblemException if there is no such farm, or it has a node that is not there
     */
    Map.Entry<String, List<NodeFields>> select(String wanted) {
        String farm = wanted != null ? wanted : defaultFarm;
        if (farm == null || farm.isBlank()) {
            return Map.entry("", List.copyOf(nodes.values()));
        }
        List<String> names = farms.get(farm);
        if (names == null) {
            throw new ProblemException(Problem.user(
                    "There is no farm '" + farm + "' in '" + file + "'",
                    farms.isEmpty() ? "It has no farms." : "It has " + String.join(", ", farms.keySet()) + "."));
        }
        List<NodeFields> selected = new ArrayList<>();
        for (String name : names) {
            NodeFields node = nodes.get(name);
            if (node == null) {
                throw new ProblemException(Problem.user(
                        "The farm '" + farm + "' in '" + file + "' has the node '" + name + "', which is not there",
                        Closest.of(name, nodes.keySet())
                                .map(closest -> "Did you mean '" + closest + "'?")
                                .orElse("")));
            }
            selected.add(node);
        }
        return Map.entry(farm, selected);
    }
}
