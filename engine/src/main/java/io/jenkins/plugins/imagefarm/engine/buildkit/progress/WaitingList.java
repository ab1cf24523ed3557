package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Keeps what came for a vertex that is not known, or not shown, until it is. */
final class WaitingList<T> {
    /** A vertex that never comes must not fill the memory. */
    private static final int MAX = 1000;

    private final Deque<T> waiting = new ArrayDeque<>();
    private final Function<T, String> vertex;

    WaitingList(Function<T, String> vertex) {
        this.vertex = vertex;
    }

    /** Gives those whose vertex is there by now, in the order in which they came, and keeps the others. */
    List<T> admit(List<T> fresh, Predicate<String> isThere) {
        if (waiting.isEmpty() && fresh.isEmpty()) {
            return List.of();
        }
        List<T> all = new ArrayList<>(waiting);
        all.addAll(fresh);
        waiting.clear();
        List<T> admitted = new ArrayList<>();
        for (T each : all) {
            if (isThere.test(vertex.apply(each))) {
                admitted.add(each);
            } else {
                waiting.add(each);
            }
        }
        while (waiting.size() > MAX) {
            waiting.remove();
        }
        return admitted;
    }
}
