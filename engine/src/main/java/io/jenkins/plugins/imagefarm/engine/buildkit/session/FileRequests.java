package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.source.FileNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** The files of one transfer that the daemon may ask for, and those it has asked for. */
final class FileRequests {
    /** By id. An entry that has no data, or was asked for already, is null. */
    private final List<Offer> offers = new ArrayList<>();

    private final Queue<Request> waiting = new ArrayDeque<>();
    private final int mostReaders;
    private int readers;

    private record Offer(FileNode file, long size) {}

    /**
     * A file the daemon wants.
     *
     * @param size as it was told
     */
    record Request(int id, FileNode file, long size) {}

    FileRequests(int mostReaders) {
        this.mostReaders = mostReaders;
    }

    /** Gives the next id to an entry whose data can be had. */
    synchronized void offer(FileNode file, long size) {
        offers.add(new Offer(file, size));
    }

    /** Gives the next id to an entry without data. */
    synchronized void skip() {
        offers.add(null);
    }

    /**
     * @return whether one more reader should start; it goes on until {@link #next} has nothing more
     * @throws IllegalArgumentException if there is no such file, or it was asked for before
     */
    synchronized boolean request(int id) {
        Offer offer = id >= 0 && id < offers.size() ? offers.set(id, null) : null;
        if (offer == null) {
            throw new IllegalArgumentException("invalid file id " + Integer.toUnsignedString(id));
        }
        waiting.add(new Request(id, offer.file, offer.size));
        if (readers == mostReaders) {
            return false;
        }
        readers++;
        return true;
    }

    /** @return null if there is nothing to do: the reader has to end */
    synchronized Request next() {
        Request next = waiting.poll();
        if (next == null) {
            readers--;
        }
        return next;
    }
}
