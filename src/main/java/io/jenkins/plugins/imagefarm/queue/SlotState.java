package io.jenkins.plugins.imagefarm.queue;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.plan.Hold;
import io.jenkins.plugins.imagefarm.engine.plan.Load;
import io.jenkins.plugins.imagefarm.engine.plan.Waiting;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All slots at one moment. A build's name is a {@link BuildName}.
 *
 * @param holds slots that builds hold
 * @param waiting builds that wait, in their order
 * @param loads by node; one without an entry is idle
 * @param answers by build, what it was answered until now
 * @param reasons by build, why it waits
 */
public record SlotState(
        @NonNull List<Hold> holds,
        @NonNull List<Waiting> waiting,
        @NonNull Map<String, Load> loads,
        @NonNull Map<String, List<BuildAnswer>> answers,
        @NonNull Map<String, String> reasons) {
    static final SlotState EMPTY = new SlotState(List.of(), List.of(), Map.of(), Map.of(), Map.of());

    public SlotState {
        holds = List.copyOf(holds);
        waiting = List.copyOf(waiting);
        loads = Map.copyOf(loads);
        answers = Map.copyOf(answers);
        reasons = Map.copyOf(reasons);
    }

    /** For people: what all these have in common is their build. */
    static String reason(List<Waiting> waits) {
        if (waits.size() == 1) {
            return Messages.SlotState_one(waits.get(0).position(), waits.get(0).reason());
        }
        return waits.stream()
                .map(wait ->
                        Messages.SlotState_oneOfSeveral(platforms(wait.assignment()), wait.position(), wait.reason()))
                .collect(Collectors.joining("; "));
    }

    private static String platforms(Assignment assignment) {
        return assignment.platforms().stream()
                .map(share -> share.platform().toString())
                .collect(Collectors.joining(", "));
    }
}
