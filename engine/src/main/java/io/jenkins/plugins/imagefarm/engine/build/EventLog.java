package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import java.time.InstantSource;

/** Numbers the events of one build, over all its tries, and hands them on. */
public final class EventLog {
    private final Sink sink;
    private final InstantSource clock;
    private long last;

    public EventLog(Sink sink) {
        this(sink, InstantSource.system());
    }

    public EventLog(Sink sink, InstantSource clock) {
        this.sink = sink;
        this.clock = clock;
    }

    /** Makes an event of its number and time. */
    @FunctionalInterface
    public interface Draft {
        BuildEvent numbered(long seq, long time);
    }

    /** Takes events in the order of their numbers. */
    @FunctionalInterface
    public interface Sink {
        void accept(BuildEvent event);
    }

    public synchronized void add(Draft draft) {
        sink.accept(draft.numbered(++last, clock.millis()));
    }

    void state(BuildState state, String reason) {
        add((seq, time) -> new BuildEvent.StateChanged(seq, time, state, reason));
    }
}
