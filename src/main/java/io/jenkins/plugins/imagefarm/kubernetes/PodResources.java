package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pod gets of processors, memory and disk: the build's values over the node's, none of them above the node's ceiling. What is
 * above it is an error and never cut, since a build that gets less than it asked for fails later and worse. Where there is a ceiling and no
 * limit, the ceiling is the limit.
 */
final class PodResources {
    private static final List<String> KINDS = List.of("cpu", "memory", "ephemeral-storage");
    private static final String REQUESTS = "requests.";
    private static final String LIMITS = "limits.";

    private PodResources() {}

    /** @throws ProblemException if a value is none, or is too high */
    static ResourceRequirements of(KubernetesNodeConfiguration node, @CheckForNull PodOptions options) {
        Map<String, String> given = new HashMap<>(PodText.pairs(node.getResources()));
        if (options != null) {
            given.putAll(PodText.pairs(options.resources()));
        }
        Map<String, Quantity> ceilings = new HashMap<>();
        PodText.pairs(node.getMaxResources())
                .forEach((kind, value) -> ceilings.put(kind(kind, kind), quantity(kind, value)));
        Map<String, Quantity> requests = new HashMap<>();
        Map<String, Quantity> limits = new HashMap<>();
        given.forEach((name, value) -> {
            boolean request = name.startsWith(REQUESTS);
            if (!request && !name.startsWith(LIMITS)) {
                throw unknown(name);
            }
            String kind = kind(name, name.substring(name.indexOf('.') + 1));
            Quantity amount = quantity(name, value);
            Quantity ceiling = ceilings.get(kind);
            if (ceiling != null && amount.getNumericalAmount().compareTo(ceiling.getNumericalAmount()) > 0) {
                throw new ProblemException(Problem.user(
                        Messages.PodResources_tooHigh(name, value, node.getName(), kind, ceiling),
                        Messages.PodResources_askLess()));
            }
            (request ? requests : limits).put(kind, amount);
        });
        ceilings.forEach(limits::putIfAbsent);
        return new ResourceRequirementsBuilder()
                .withRequests(requests)
                .withLimits(limits)
                .build();
    }

    private static String kind(String name, String kind) {
        if (!KINDS.contains(kind)) {
            throw unknown(name);
        }
        return kind;
    }

    private static Quantity quantity(String name, String value) {
        try {
            Quantity quantity = Quantity.parse(value);
            if (quantity.getNumericalAmount().signum() > 0) {
                return quantity;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new ProblemException(
                Problem.user(Messages.PodResources_noQuantity(name, value), Messages.PodResources_quantity()));
    }

    private static ProblemException unknown(String name) {
        return new ProblemException(Problem.user(Messages.PodResources_unknown(name), Messages.PodResources_known()));
    }
}
