package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Queue;

/** The files of one transfer that the daemon may ask for, and those it has asked for, by their ids. */
final class FileRequests {
    private final BitSet offered = new BitSet();
    private final Queue<Integer> waiting = new ArrayDeque<>();
    private final int mostReaders;
    private int readers;

    FileRequests(int mostReaders) {
        this.mostReaders = mostReaders;
    }

    synchronized void offer(int id) {
        offered.set(id);
    }

    /**
     * @return whether one more reader should start; it goes on until {@link #next} has nothing more
     * @throws IllegalArgumentException if there is no such file, or it was asked for before
     */
    synchronized boolean request(int id) {
        if (id < 0 || !offered.get(id)) {
            throw new IllegalArgumentException("invalid file id " + Integer.toUnsignedString(id));
        }
        offered.clear(id);
        waiting.add(id);
        if (readers == mostReaders) {
            return false;
        }
        readers++;
        return true;
    }

    /** @return null if there is nothing to do: the reader has to end */
    synchronized Integer next() {
        Integer next = waiting.poll();
        if (next == null) {
            readers--;
        }
        return next;
    }
}
