package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.FarmRules.Emulation;
import java.util.ArrayList;
import java.util.List;

/**
 * The nodes that may build a job.
 *
 * @param natives those that need no emulation
 * @param emulating those that the request allows to emulate
 */
record FitNodes(List<Contender> natives, List<Contender> emulating) {
    static FitNodes of(Job job, List<Contender> contenders, Emulation emulation) {
        List<Contender> natives = new ArrayList<>();
        List<Contender> emulating = new ArrayList<>();
        for (Contender contender : contenders) {
            switch (contender.way(job)) {
                case NATIVE -> natives.add(contender);
                case EMULATED -> emulating.add(contender);
                case NOT -> {
                    // The refusal says why, if it comes to that.
                }
            }
        }
        return new FitNodes(
                natives,
                switch (emulation) {
                    case NEVER -> List.of();
                    case FALLBACK -> natives.isEmpty() ? leastEmulation(job, emulating) : List.of();
                    case ALLOW -> emulating;
                });
    }

    /** Of platforms that stay together, a node may run some itself. */
    private static List<Contender> leastEmulation(Job job, List<Contender> emulating) {
        long least =
                emulating.stream().mapToLong(node -> node.emulated(job)).min().orElse(0);
        return emulating.stream().filter(node -> node.emulated(job) == least).toList();
    }

    int count() {
        return natives.size() + emulating.size();
    }

    Contender choose(Job job, Chooser chooser, Occupancy occupancy) {
        boolean emulate = natives.isEmpty()
                || natives.stream().noneMatch(occupancy::hasRoom)
                        && emulating.stream().anyMatch(occupancy::hasRoom);
        return chooser.choose(job, emulate ? emulating : natives);
    }
}
