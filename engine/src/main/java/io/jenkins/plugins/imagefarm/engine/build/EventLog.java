package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Numbers the events of one build, over all its tries, and hands them on. */
public final class EventLog {
    private final Sink sink;
    private final InstantSource clock;
    private final List<Sink> watchers = new ArrayList<>();
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
        BuildEvent event = draft.numbered(++last, clock.millis());
        sink.accept(event);
        watchers.forEach(watcher -> watcher.accept(event));
    }

    /**
     * Tells somebody else, too; secrets in texts are not masked for it.
     *
     * @return ends that
     */
    public synchronized Cancellation.AutoCloseableAction watch(Sink watcher) {
        watchers.add(watcher);
        return () -> unwatch(watcher);
    }

    private synchronized void unwatch(Sink watcher) {
        watchers.remove(watcher);
    }

    /** For one of several builds that are one: its steps go into this log as that part's. */
    EventLog part(String part) {
        return new EventLog(event -> add((seq, time) -> ofPart(event, part, seq, time)), clock);
    }

    private static BuildEvent ofPart(BuildEvent event, String part, long seq, long time) {
        if (event instanceof BuildEvent.StepChanged e) {
            return new BuildEvent.StepChanged(
                    seq, time, part, e.number(), e.name(), e.state(), e.durationMs(), e.error());
        }
        if (event instanceof BuildEvent.StepOutput e) {
            return new BuildEvent.StepOutput(seq, time, part, e.number(), e.stderr(), e.text());
        }
        if (event instanceof BuildEvent.Warned e) {
            return new BuildEvent.Warned(seq, time, e.message(), e.detail(), e.url(), e.file(), e.line(), e.place());
        }
        if (event instanceof BuildEvent.FailureLocated e) {
            return new BuildEvent.FailureLocated(seq, time, part, e.places());
        }
        throw new IllegalArgumentException("an event that is not of a part: " + event.getClass());
    }

    void state(BuildState state, String reason) {
        add((seq, time) -> new BuildEvent.StateChanged(seq, time, state, reason));
    }
}
