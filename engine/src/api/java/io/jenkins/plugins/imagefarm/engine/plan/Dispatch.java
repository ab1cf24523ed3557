package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.Assignment.Share;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One walk along the queue, in which every wish takes what is free for it. */
final class Dispatch {
    private final Slots slots;
    private final Function<String, String> offline;
    private final long now;
    private final Map<String, Load> loads = new HashMap<>();
    private final List<Answer> answers = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private int position = 1;

    Dispatch(Slots slots, Function<String, String> offline, long now) {
        this.slots = slots;
        this.offline = offline;
        this.now = now;
        slots.inUse().forEach((node, count) -> loads.put(node, new Load(count, 0)));
    }

    /**
     * @param request what is left of the wish
     * @return the platforms that go on waiting
     */
    List<Platform> serve(Wish wish, PlanRequest request) {
        List<Candidate> candidates = wish.candidates().stream()
                .map(each -> new Candidate(
                        each.node(), each.report(), offline.apply(each.node().name())))
                .toList();
        long chance = Rendezvous.hash(wish.build() + '\n' + wish.round());
        Decision decision = Planner.plan(request, candidates, loads, chance);
        if (decision instanceof Decision.Refusal refusal) {
            answer(wish, new Placement.Refused(wish.round(), refusal.problem()));
            return List.of();
        }
        List<Assignment> assignments = ((Decision.Plan) decision).assignments();
        if (request.rules().dryRun()) {
            answer(wish, new Placement.Planned(wish.round(), assignments));
            return List.of();
        }
        return grant(wish, assignments);
    }

    private List<Platform> grant(Wish wish, List<Assignment> assignments) {
        List<Platform> pending = new ArrayList<>(assignments.stream()
                .flatMap(each -> each.platforms().stream())
                .map(Share::platform)
                .toList());
        Map<String, FarmNode> nodes = new HashMap<>();
        wish.candidates().forEach(each -> nodes.put(each.node().name(), each.node()));
        for (Assignment assignment : assignments) {
            String node = assignment.node();
            int limit = nodes.get(node).maxBuilds();
            Load load = loads.getOrDefault(node, Load.NONE);
            if (load.inUse() < limit) {
                loads.put(node, new Load(load.inUse() + 1, load.waiting()));
                assignment.platforms().forEach(share -> pending.remove(share.platform()));
                int id = slots.grant(wish.build(), assignment, now).id();
                answer(wish, new Placement.Granted(wish.round(), id, assignment, pending));
            } else {
                loads.put(node, new Load(load.inUse(), load.waiting() + 1));
                waiting.add(new Waiting(
                        wish.build(), assignment, position, reason(node, load.inUse(), limit), wish.since()));
            }
        }
        if (!pending.isEmpty()) {
            position++;
        }
        return pending;
    }

    private static String reason(String node, int inUse, int limit) {
        return node + " runs " + inUse + " of " + limit + (limit == 1 ? " build" : " builds");
    }

    private void answer(Wish wish, Placement placement) {
        answers.add(new Answer(wish.build(), placement));
    }

    List<Answer> answers() {
        return List.copyOf(answers);
    }

    List<Waiting> waiting() {
        return List.copyOf(waiting);
    }
}
