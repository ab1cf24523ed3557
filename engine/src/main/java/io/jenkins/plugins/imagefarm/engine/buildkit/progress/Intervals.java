package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The spans in which a step ran. A builder starts one vertex several times (to look its cache key up, then to run it, then
 * again for another client's build), and a group has those of all its members.
 */
final class Intervals {
    /** The end of a span that has none yet. */
    private static final Instant OPEN = Instant.MAX;

    private record Span(Instant start, Instant stop) {}

    private final NavigableMap<Instant, Instant> stopByStart = new TreeMap<>();
    private List<Span> merged = List.of();

    /**
     * Adds a span, or ends one. One that has ended stays so: a message that says otherwise is an older one that comes late.
     *
     * @param stop null while it runs
     * @return whether this is news
     */
    boolean put(Instant start, Instant stop) {
        Instant end = stop == null ? OPEN : stop;
        Instant known = stopByStart.get(start);
        if (end.equals(known) || (known != null && end == OPEN)) {
            return false;
        }
        stopByStart.put(start, end);
        merged = merge();
        return true;
    }

    /** Whether a later span than this is known, or the same one with its end. */
    boolean isOutdated(Instant start, Instant stop) {
        if (stopByStart.isEmpty() || start.isAfter(stopByStart.lastKey())) {
            return false;
        }
        return start.isBefore(stopByStart.lastKey()) || (stop == null && stopByStart.get(start) != OPEN);
    }

    boolean isStarted() {
        return !merged.isEmpty();
    }

    boolean isCompleted() {
        return isStarted() && last().stop() != OPEN;
    }

    /** When the last coherent run began. */
    Instant start() {
        return last().start();
    }

    /** When the last run ended; only if all have. */
    Instant stop() {
        return last().stop();
    }

    /** The time spent in all runs that have ended, counted once where they overlap. */
    Duration total() {
        return merged.stream()
                .filter(span -> span.stop() != OPEN)
                .map(span -> Duration.between(span.start(), span.stop()))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private Span last() {
        return merged.get(merged.size() - 1);
    }

    private List<Span> merge() {
        List<Span> spans = new ArrayList<>();
        for (Map.Entry<Instant, Instant> next : stopByStart.entrySet()) {
            Span previous = spans.isEmpty() ? null : spans.get(spans.size() - 1);
            if (previous == null || previous.stop().isBefore(next.getKey())) {
                spans.add(new Span(next.getKey(), next.getValue()));
            } else if (previous.stop().isBefore(next.getValue())) {
                spans.set(spans.size() - 1, new Span(previous.start(), next.getValue()));
            }
        }
        return spans;
    }
}
