package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What a pod gets of processors, memory and disk: the build's values over the node's, none of them above the node's ceiling. What is
 * above it is an error and never cut, since a build that gets less than it asked for fails later and worse. Where there is a ceiling and no
 * limit, the ceiling is the limit.
 */
final class PodResources {
    private static final List<String> KINDS = List.of("cpu", "memory", "ephemeral-storage");
    private static final String REQUESTS = "requests.";
    private static final String LIMITS = "limits.";

    /** Requests, or limits. */
    private interface Amounts {
        Map<String, Quantity> of(ResourceRequirements resources);
    }

    private PodResources() {}

    /** @throws ProblemException if a value is none, or is too high */
    static ResourceRequirements of(KubernetesNodeConfiguration node, @CheckForNull PodOptions options) {
        Map<String, String> given = new HashMap<>(PodText.pairs(node.getResources()));
        if (options != null) {
            given.putAll(PodText.pairs(options.resources()));
        }
        Map<String, Quantity> ceilings = ceilings(node);
        Map<String, Quantity> requests = new HashMap<>();
        Map<String, Quantity> limits = new HashMap<>();
        given.forEach((name, value) -> {
            boolean request = name.startsWith(REQUESTS);
            if (!request && !name.startsWith(LIMITS)) {
                throw unknown(name);
            }
            String kind = kind(name, name.substring(name.indexOf('.') + 1));
            Quantity amount = quantity(name, value);
            require(node, name, amount, ceilings.get(kind));
            (request ? requests : limits).put(kind, amount);
        });
        ceilings.forEach(limits::putIfAbsent);
        return new ResourceRequirementsBuilder()
                .withRequests(requests)
                .withLimits(limits)
                .build();
    }

    /**
     * The ceiling is for the whole pod, whoever put a container in it, and whoever changed what one gets.
     *
     * @throws ProblemException if the pod as it is to be made asks for more, or has a container without a limit
     */
    static void requireWithinCeiling(KubernetesNodeConfiguration node, Pod pod) {
        List<List<Container>> atOnce = atOnce(pod.getSpec());
        ceilings(node).forEach((kind, ceiling) -> {
            for (List<Container> containers : atOnce) {
                for (Container container : containers) {
                    if (amount(container, ResourceRequirements::getLimits, kind) == null) {
                        throw new ProblemException(Problem.user(
                                Messages.PodResources_noLimit(container.getName(), LIMITS + kind, node.getName()),
                                Messages.PodResources_limit()));
                    }
                }
                require(node, REQUESTS + kind, sum(containers, ResourceRequirements::getRequests, kind), ceiling);
                require(node, LIMITS + kind, sum(containers, ResourceRequirements::getLimits, kind), ceiling);
            }
        });
    }

    /** Which containers run at the same time: those that stay, and before them each that only prepares. */
    private static List<List<Container>> atOnce(PodSpec spec) {
        List<Container> staying = new ArrayList<>(spec.getContainers());
        List<List<Container>> groups = new ArrayList<>(List.of(staying));
        for (Container container : spec.getInitContainers()) {
            if ("Always".equals(container.getRestartPolicy())) {
                staying.add(container);
            } else {
                groups.add(List.of(container));
            }
        }
        return groups;
    }

    @CheckForNull
    private static Quantity sum(List<Container> containers, Amounts amounts, String kind) {
        return containers.stream()
                .map(container -> amount(container, amounts, kind))
                .filter(Objects::nonNull)
                .reduce(Quantity::add)
                .orElse(null);
    }

    @CheckForNull
    private static Quantity amount(Container container, Amounts amounts, String kind) {
        Map<String, Quantity> all = container.getResources() == null ? null : amounts.of(container.getResources());
        return all == null ? null : all.get(kind);
    }

    private static void require(
            KubernetesNodeConfiguration node,
            String name,
            @CheckForNull Quantity amount,
            @CheckForNull Quantity ceiling) {
        if (amount != null
                && ceiling != null
                && amount.getNumericalAmount().compareTo(ceiling.getNumericalAmount()) > 0) {
            String kind = name.substring(name.indexOf('.') + 1);
            throw new ProblemException(Problem.user(
                    Messages.PodResources_tooHigh(name, amount, node.getName(), kind, ceiling),
                    Messages.PodResources_askLess()));
        }
    }

    private static Map<String, Quantity> ceilings(KubernetesNodeConfiguration node) {
        Map<String, Quantity> ceilings = new TreeMap<>();
        PodText.pairs(node.getMaxResources())
                .forEach((kind, value) -> ceilings.put(kind(kind, kind), quantity(kind, value)));
        return ceilings;
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
