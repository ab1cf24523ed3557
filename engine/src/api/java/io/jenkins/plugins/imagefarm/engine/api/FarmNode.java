package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A registered node of a farm.
 *
 * @param builder where it is; has a name
 * @param maxBuilds how many builds it may run at once, from 1
 * @param priority lower is preferred, as in RFC 2782
 * @param weight share among nodes of equal priority, as in RFC 2782; 0 is chosen only if nothing else is there
 * @param labels what a build may ask a node for
 * @param platforms what it is used for; empty for all that it can build
 */
public record FarmNode(
        Builder builder, int maxBuilds, int priority, int weight, List<String> labels, List<Platform> platforms) {
    /** Of priority and weight: they are numbers of 16 bits in RFC 2782. */
    public static final int LARGEST = 65535;

    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.=/-]{0,62}");

    public FarmNode {
        Objects.requireNonNull(builder, "builder");
        labels = labels == null ? List.of() : List.copyOf(labels);
        platforms = platforms == null ? List.of() : List.copyOf(platforms);
        if (builder.name().isEmpty()) {
            throw new ProblemException(Problem.user("A node of a farm has no name", "Name every node."));
        }
        require(maxBuilds >= 1, builder.name(), "maxBuilds", maxBuilds, "1 or more");
        require(priority >= 0 && priority <= LARGEST, builder.name(), "priority", priority, "0 to " + LARGEST);
        require(weight >= 0 && weight <= LARGEST, builder.name(), "weight", weight, "0 to " + LARGEST);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                throw new ProblemException(Problem.user(
                        "'" + label + "' is not a label of a node",
                        "Use up to 63 letters, digits, '.', '_', '=', '/' and '-'."));
            }
        }
    }

    public String name() {
        return builder.name();
    }

    private static void require(boolean met, String node, String what, int value, String range) {
        if (!met) {
            throw new ProblemException(
                    Problem.user("The node '" + node + "' has " + what + " " + value, "Give " + range + "."));
        }
    }
}
