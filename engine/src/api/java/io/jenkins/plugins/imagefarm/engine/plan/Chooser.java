package io.jenkins.plugins.imagefarm.engine.plan;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Takes one of several nodes that are equally fit. In all strategies one with a free slot goes before one without, and then lower
 * priority before higher.
 *
 * <p>{@code sticky} looks at {@linkplain Occupancy#share how busy} nodes are. The warm node, which built the image last, is taken
 * while it has a free slot, unless it is busier than the least busy by more than half of its slots. If it is full, the build waits
 * for it only while it is busier by no more than a quarter: with one or two slots never if another one is idle, with four if all
 * others are nearly full too. Where no node is warm, or it is left, the first by rendezvous hashing is taken among those within
 * that quarter, so that controllers and command lines that know nothing of each other still meet on one node.
 */
final class Chooser {
    private static final double MARGIN_OF_WARM = 0.5;
    private static final double MARGIN = 0.25;

    private final PlanRequest request;
    private final Occupancy occupancy;
    private final long chance;

    Chooser(PlanRequest request, Occupancy occupancy, long chance) {
        this.request = request;
        this.occupancy = occupancy;
        this.chance = chance;
    }

    /** @param fit at least one, in the farm's order */
    Contender choose(Job job, List<Contender> fit) {
        List<Contender> free = fit.stream().filter(occupancy::hasRoom).toList();
        List<Contender> front = lowestPriority(free.isEmpty() ? fit : free);
        return switch (request.rules().strategy()) {
            case FIRST_MATCH -> front.get(0);
            case LEAST_LOADED ->
                best(
                        front.stream(),
                        Comparator.comparing(occupancy::share).reversed().thenComparing(byRendezvous(job)));
            case WEIGHTED -> weighted(job, front);
            case STICKY -> sticky(job, fit, front);
        };
    }

    private static List<Contender> lowestPriority(List<Contender> nodes) {
        int lowest = nodes.stream().mapToInt(Contender::priority).min().orElseThrow();
        return nodes.stream().filter(node -> node.priority() == lowest).toList();
    }

    private Contender weighted(Job job, List<Contender> front) {
        long key = chance ^ Rendezvous.hash(job.toString());
        List<Contender> heavy = front.stream().filter(node -> node.weight() > 0).toList();
        return heavy.isEmpty()
                ? best(front.stream(), Comparator.comparingLong(node -> Rendezvous.score(key, node.hash())))
                : best(
                        heavy.stream(),
                        Comparator.comparingDouble(node -> Rendezvous.score(key, node.hash(), node.weight())));
    }

    private Contender sticky(Job job, List<Contender> fit, List<Contender> front) {
        String warm = job.platforms().stream()
                .map(request.last()::get)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
        int priority = front.get(0).priority();
        Stream<Contender> worthWaitingFor = fit.stream()
                .filter(node -> node.name().equals(warm) && node.priority() <= priority && !front.contains(node));
        double idlest = front.stream().mapToDouble(occupancy::share).min().orElseThrow();
        return best(
                Stream.concat(front.stream(), worthWaitingFor)
                        .filter(node -> occupancy.share(node) - idlest <= margin(node, warm)),
                Comparator.comparing((Contender node) -> node.name().equals(warm))
                        .thenComparing(byRendezvous(job)));
    }

    private double margin(Contender node, String warm) {
        return node.name().equals(warm) && occupancy.hasRoom(node) ? MARGIN_OF_WARM : MARGIN;
    }

    private Comparator<Contender> byRendezvous(Job job) {
        long key = Rendezvous.hash(request.image() + '\n' + job);
        return Comparator.comparingLong(node -> Rendezvous.score(key, node.hash()));
    }

    private static Contender best(Stream<Contender> nodes, Comparator<Contender> order) {
        return nodes.max(order).orElseThrow();
    }
}
