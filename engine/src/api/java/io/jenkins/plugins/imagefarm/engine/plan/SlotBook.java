package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which build holds which slot, and which waits in what order. It knows no threads, clock or disk: whoever owns it calls
 * {@link #dispatch} after every change, one call at a time, and hands the answers to the builds.
 *
 * <p>A wish is granted in parts: an assignment whose node has a free slot starts, the others are planned anew at every dispatch. So
 * no slot stays free while a build waits that may use it; the one exception is a build that waits for the node that has its layers,
 * as {@link Chooser} says. Those who came first choose first, and every assignment needs just one slot, so nobody is overtaken for
 * ever.
 */
public final class SlotBook {
    private final Slots slots;
    private final List<Entry> queue = new ArrayList<>();
    private final Map<String, Map<String, String>> excluded = new HashMap<>();
    private List<Waiting> waiting = List.of();

    /** @param holds those of an earlier session; they count even if a limit is lower by now */
    public SlotBook(List<Hold> holds) {
        slots = new Slots(holds);
    }

    /**
     * Queues a wish, behind all that wait; one that waits already is ignored. The nodes it excludes are excluded from what the build
     * still waits for, too.
     */
    public void want(Wish wish) {
        if (queue.stream().anyMatch(entry -> entry.isFor(wish.build()) && entry.wish.round() == wish.round())) {
            return;
        }
        slots.givenUpTo(wish.build(), wish.lastId());
        excluded.computeIfAbsent(wish.build(), build -> new HashMap<>())
                .putAll(wish.request().excluded());
        queue.add(new Entry(wish));
    }

    /** That assignment has ended; its slot is free. Unknown ones are ignored. */
    public void ended(String build, int id) {
        slots.release(build, id);
    }

    /** That build is over: its slots are free, its wishes gone. */
    public void leave(String build) {
        slots.forget(build);
        excluded.remove(build);
        queue.removeIf(entry -> entry.isFor(build));
        waiting = waiting.stream().filter(each -> !each.build().equals(build)).toList();
    }

    /**
     * Gives out what is free. Never more than a node's limit, in the order of waiting; a build whose nodes are all busy does not
     * keep back one that waits for others. A wish without platforms wants those that its nodes have when it is first looked at.
     *
     * @param offline why an administrator has taken that node offline by now; null if none did
     * @param now milliseconds since 1970
     */
    public List<Answer> dispatch(Function<String, String> offline, long now) {
        Dispatch dispatch = new Dispatch(slots, offline, now);
        for (Iterator<Entry> entries = queue.iterator(); entries.hasNext(); ) {
            Entry entry = entries.next();
            entry.platforms = dispatch.serve(
                    entry.wish, entry.wish.request().with(entry.platforms, excluded.get(entry.wish.build())));
            if (entry.platforms.isEmpty()) {
                entries.remove();
            }
        }
        waiting = dispatch.waiting();
        return dispatch.answers();
    }

    public List<Hold> holds() {
        return slots.all();
    }

    /** In their order, as the last dispatch left them. */
    public List<Waiting> waiting() {
        return waiting;
    }

    /** By node; one that is not there is idle. */
    public Map<String, Load> loads() {
        Map<String, Load> loads = new HashMap<>();
        slots.inUse().forEach((node, count) -> loads.put(node, new Load(count, 0)));
        waiting.forEach(each -> loads.merge(
                each.assignment().node(),
                new Load(0, 1),
                (a, b) -> new Load(a.inUse() + b.inUse(), a.waiting() + b.waiting())));
        return loads;
    }

    /** A wish in the queue, and what of it still waits. */
    private static final class Entry {
        private final Wish wish;
        private List<Platform> platforms;

        Entry(Wish wish) {
            this.wish = wish;
            this.platforms = wish.request().platforms();
        }

        boolean isFor(String build) {
            return wish.build().equals(build);
        }
    }
}
