package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who holds what. An id is never given twice in a build, so that an old assignment's end is not taken for a new one's. */
final class Slots {
    private final Map<String, Map<Integer, Hold>> byBuild = new LinkedHashMap<>();
    private final Map<String, Integer> lastIds = new HashMap<>();
    private final Map<String, Integer> inUse = new HashMap<>();

    Slots(Collection<Hold> holds) {
        holds.forEach(this::add);
    }

    Hold grant(String build, Assignment assignment, long now) {
        Hold hold = new Hold(build, lastIds.getOrDefault(build, 0) + 1, assignment, now);
        add(hold);
        return hold;
    }

    private void add(Hold hold) {
        Hold other = byBuild.computeIfAbsent(hold.build(), key -> new LinkedHashMap<>())
                .put(hold.id(), hold);
        if (other != null) {
            throw new IllegalArgumentException("two holds of build " + hold.build() + " have the id " + hold.id());
        }
        inUse.merge(hold.assignment().node(), 1, Integer::sum);
        givenUpTo(hold.build(), hold.id());
    }

    void givenUpTo(String build, int id) {
        lastIds.merge(build, id, Math::max);
    }

    void release(String build, int id) {
        Hold hold = byBuild.getOrDefault(build, Map.of()).get(id);
        if (hold != null) {
            byBuild.get(build).remove(id);
            free(hold);
        }
    }

    void forget(String build) {
        Map<Integer, Hold> holds = byBuild.remove(build);
        if (holds != null) {
            holds.values().forEach(this::free);
        }
        lastIds.remove(build);
    }

    private void free(Hold hold) {
        inUse.computeIfPresent(hold.assignment().node(), (node, count) -> count == 1 ? null : count - 1);
    }

    int inUse(String node) {
        return inUse.getOrDefault(node, 0);
    }

    Map<String, Integer> inUse() {
        return Map.copyOf(inUse);
    }

    List<Hold> all() {
        List<Hold> all = new ArrayList<>();
        byBuild.values().forEach(holds -> all.addAll(holds.values()));
        return List.copyOf(all);
    }
}
