package io.jenkins.plugins.imagefarm.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Job;
import hudson.util.EditDistance;
import java.util.Collection;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The nodes that a build may use, and why these: those of the farm it names, or those it names itself; otherwise the default
 * farm's, otherwise all.
 *
 * <p>A node that belongs to farms is for those jobs only that one of these farms is for, however it is named. Otherwise a
 * farm's folders would keep nobody out who knows the names of its nodes.
 *
 * @param farm its name; empty if the nodes are not those of a farm
 * @param nodes at least one
 * @param reason one line for the console
 */
@Restricted(NoExternalUse.class)
public record FarmChoice(
        @NonNull String farm,
        @NonNull List<RegisteredNode> nodes,
        @NonNull String reason) {
    private static final int NAMED_IN_REASON = 10;

    public FarmChoice {
        nodes = List.copyOf(nodes);
    }

    /**
     * Decides by names only, so it is quick and may be called anywhere.
     *
     * @param farm empty or null if the build names none
     * @param nodes empty if the build names none
     * @throws AbortException if it names both, or what is not there, or what this job may not use; or if there is no node
     */
    @NonNull
    public static FarmChoice of(@NonNull Job<?, ?> job, @CheckForNull String farm, @NonNull Collection<String> nodes)
            throws AbortException {
        Registered registered = new Registered(ImageFarmConfiguration.get(), job.getFullName());
        String named = Util.fixEmptyAndTrim(farm);
        List<String> wanted = Words.of(nodes);
        if (named != null && !wanted.isEmpty()) {
            throw new AbortException(Messages.FarmChoice_both());
        }
        if (named != null) {
            FarmChoice chosen = registered.farm(named);
            return chosen.because(Messages.FarmChoice_farm(named, chosen.names()));
        }
        if (!wanted.isEmpty()) {
            FarmChoice chosen = registered.named(wanted);
            return chosen.because(Messages.FarmChoice_nodes(chosen.names()));
        }
        String usual = ImageFarmConfiguration.get().getDefaultFarm();
        if (usual != null) {
            FarmChoice chosen = registered.farm(usual);
            return chosen.because(Messages.FarmChoice_defaultFarm(usual, chosen.names()));
        }
        FarmChoice chosen = registered.all();
        return chosen.because(Messages.FarmChoice_all(chosen.names()));
    }

    private FarmChoice because(String why) {
        return new FarmChoice(farm, nodes, why);
    }

    private String names() {
        String names = String.join(
                ", ",
                nodes.stream()
                        .limit(NAMED_IN_REASON)
                        .map(RegisteredNode::getName)
                        .toList());
        int more = nodes.size() - NAMED_IN_REASON;
        return more > 0 ? Messages.FarmChoice_more(names, more) : names;
    }

    /**
     * What is registered, as far as a job may use it.
     *
     * @param job its full name
     */
    private record Registered(ImageFarmConfiguration configuration, String job) {
        FarmChoice farm(String name) throws AbortException {
            FarmConfiguration found = configuration.getFarms().stream()
                    .filter(farm -> farm.getName().equals(name))
                    .findFirst()
                    .orElse(null);
            if (found == null) {
                throw unknownFarm(name);
            }
            if (!found.isFor(job)) {
                throw new AbortException(Messages.FarmChoice_farmNotHere(name, job));
            }
            List<RegisteredNode> nodes = found.getNodes().stream()
                    .flatMap(node -> configuration.findNode(node).stream())
                    .toList();
            if (nodes.isEmpty()) {
                throw new AbortException(Messages.FarmChoice_empty(name));
            }
            return new FarmChoice(name, nodes, "");
        }

        FarmChoice named(List<String> names) throws AbortException {
            List<RegisteredNode> usable = usable();
            for (String name : names) {
                if (usable.stream().noneMatch(node -> node.getName().equals(name))) {
                    throw configuration.findNode(name).isPresent()
                            ? new AbortException(Messages.FarmChoice_nodeNotHere(name, job))
                            : unknownNode(name, usable);
                }
            }
            return new FarmChoice(
                    "",
                    names.stream()
                            .flatMap(name -> configuration.findNode(name).stream())
                            .toList(),
                    "");
        }

        FarmChoice all() throws AbortException {
            List<RegisteredNode> usable = usable();
            if (usable.isEmpty()) {
                throw new AbortException(
                        configuration.getAllNodes().isEmpty()
                                ? Messages.FarmChoice_noNode()
                                : Messages.FarmChoice_noNodeHere(job));
            }
            return new FarmChoice("", usable, "");
        }

        private List<RegisteredNode> usable() {
            return configuration.getAllNodes().stream().filter(this::isUsable).toList();
        }

        private boolean isUsable(RegisteredNode node) {
            List<FarmConfiguration> farms = configuration.getFarms().stream()
                    .filter(farm -> farm.getNodes().contains(node.getName()))
                    .toList();
            return farms.isEmpty() || farms.stream().anyMatch(farm -> farm.isFor(job));
        }

        private AbortException unknownFarm(String name) {
            List<String> known = configuration.getFarms().stream()
                    .filter(farm -> farm.isFor(job))
                    .map(FarmConfiguration::getName)
                    .toList();
            return new AbortException(
                    known.isEmpty()
                            ? Messages.FarmChoice_noFarm(name)
                            : Messages.FarmChoice_unknownFarm(name, EditDistance.findNearest(name, known)));
        }

        private static AbortException unknownNode(String name, List<RegisteredNode> usable) {
            List<String> known = usable.stream().map(RegisteredNode::getName).toList();
            return new AbortException(
                    known.isEmpty()
                            ? Messages.FarmChoice_noNodeNamed(name)
                            : Messages.FarmChoice_unknownNode(name, EditDistance.findNearest(name, known)));
        }
    }
}
