package io.jenkins.plugins.imagefarm.engine.plan;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which build holds which slot, and which waits in what order. It knows no threads, clock or disk: whoever owns it calls
 * {@link #dispatch} after every change, one call at a time, and hands the answers to the builds.
 */
public final class SlotBook {
    /** @param holds those of an earlier session */
    public SlotBook(List<Hold> holds) {
        throw new UnsupportedOperationException();
    }

    /** Queues a wish, behind all that wait. */
    public void want(Wish wish) {
        throw new UnsupportedOperationException();
    }

    /** That assignment has ended; its slot is free. Unknown ones are ignored. */
    public void ended(String build, int id) {
        throw new UnsupportedOperationException();
    }

    /** That build is over: its slots are free, its wishes gone. */
    public void leave(String build) {
        throw new UnsupportedOperationException();
    }

    /**
     * Gives out what is free. Never more than a node's limit, in the order of waiting; a build whose nodes are all busy does not
     * keep back one that waits for others.
     *
     * @param offline why an administrator has taken that node offline by now; null if none did
     * @param now milliseconds since 1970
     */
    public List<Answer> dispatch(Function<String, String> offline, long now) {
        throw new UnsupportedOperationException();
    }

    public List<Hold> holds() {
        throw new UnsupportedOperationException();
    }

    /** In their order. */
    public List<Waiting> waiting() {
        throw new UnsupportedOperationException();
    }

    public Map<String, Load> loads() {
        throw new UnsupportedOperationException();
    }
}
