package io.jenkins.plugins.imagefarm.engine.registry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Patience that makes no pauses but remembers those it should have made. */
public final class FakePatience {
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    /** As usual. */
    public Patience usual() {
        return answersWithin(Patience.usual().answer());
    }

    public Patience answersWithin(Duration answer) {
        Patience usual = Patience.usual();
        return new Patience(usual.connect(), answer, usual.total(), usual.tries(), usual.firstPause(), pauses::add);
    }

    public List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
