package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.StepState;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * A step as the user sees it: a vertex of the builder's graph, or several vertexes under one name.
 *
 * <p>It changes as messages come; its {@link SolveProgress} is the only one to change it.
 */
public final class Step {
    /** Go's context.Canceled; an error that ends so is no fault of the step (progressui tells them apart by the same text). */
    private static final String CANCELLED = "context canceled";

    private final String id;
    private final IntSupplier numbers;
    private final Intervals intervals = new Intervals();
    private final LogTail tail = new LogTail();
    private String name = "";
    private boolean cached;
    private String error = "";
    private int number;

    /** @param numbers gives the next free number */
    Step(String id, IntSupplier numbers) {
        this.id = id;
        this.numbers = numbers;
    }

    /** A vertex' digest, or a progress group's id. */
    public String id() {
        return id;
    }

    /**
     * As the console shows it ({@code #5}). The step gets it when it is asked for the first time, as in progressui: so numbers
     * ascend on the console, whatever else was started in the meantime.
     */
    public int number() {
        if (number == 0) {
            number = numbers.getAsInt();
        }
        return number;
    }

    /** For instance {@code [2/3] RUN make}. */
    public String name() {
        return name;
    }

    public boolean isStarted() {
        return intervals.isStarted();
    }

    public boolean isCompleted() {
        return intervals.isCompleted();
    }

    /** Whether it reads or writes a cache: BuildKit goes on without one that fails. Nothing but the name tells it. */
    public boolean isOfCache() {
        return name.startsWith("importing cache") || name.startsWith("exporting cache");
    }

    /** Why it failed or was cancelled; empty otherwise. */
    public String error() {
        return error;
    }

    /** What it does or did; for a step that has not started, STARTED. */
    public StepState state() {
        if (!isCompleted()) {
            return StepState.STARTED;
        }
        if (!error.isEmpty()) {
            return error.endsWith(CANCELLED) ? StepState.CANCELLED : StepState.FAILED;
        }
        return cached ? StepState.CACHED : StepState.DONE;
    }

    /** The time it has taken, without the run that has not ended yet. */
    public Duration duration() {
        return intervals.total();
    }

    /** When it ended, for a completed step. */
    public Instant completedAt() {
        return intervals.stop();
    }

    /** The last lines of its output, each as {@code 0.123 text}. */
    public List<String> lastLines() {
        return tail.lines();
    }

    /** How long after its last start; nothing before its start, as progressui shows it. */
    Duration since(Instant time) {
        return isStarted() ? Duration.between(intervals.start(), time) : Duration.ZERO;
    }

    void log(LogChunk chunk) {
        tail.add(chunk);
    }

    /** Takes what a message says about the vertex. Returns whether that is news. */
    boolean update(Vertex vertex) {
        if (!vertex.hasStarted()) {
            // Announced, perhaps once more: its name is all that can be learnt.
            if (name.isEmpty()) {
                name = vertex.getName();
            }
            return false;
        }
        Instant start = WireTime.instant(vertex.getStarted());
        Instant stop = vertex.hasCompleted() ? WireTime.instant(vertex.getCompleted()) : null;
        if (intervals.isOutdated(start, stop)) {
            return intervals.put(start, stop);
        }
        return intervals.put(start, stop) | describe(vertex.getName(), vertex.getCached(), vertex.getError());
    }

    /** Takes a span of a member of the group. Returns whether it is news. */
    boolean run(Instant start, Instant stop) {
        return intervals.put(start, stop);
    }

    /** Returns whether this is news. */
    boolean describe(String newName, boolean newCached, String newError) {
        boolean changed = !name.equals(newName) || cached != newCached || !error.equals(newError);
        name = newName;
        cached = newCached;
        error = newError;
        return changed;
    }

    @Override
    public String toString() {
        return name;
    }
}
