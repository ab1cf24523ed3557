package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Patience that makes no pauses but remembers those it should have made. */
public final class FakePatience {
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    /** Registries that are asked with this patience, through no proxy. */
    public Registries registries(Registry... settings) {
        return new Registries(
                List.of(settings),
                HttpProxies.none(),
                answersWithin(Patience.usual().answer()));
    }

    /** Without trying again. */
    Patience once() {
        Patience usual = Patience.usual();
        return new Patience(usual.connect(), usual.answer(), usual.total(), 1, usual.firstPause(), pauses::add);
    }

    public Patience answersWithin(Duration answer) {
        Patience usual = Patience.usual();
        return new Patience(usual.connect(), answer, usual.total(), usual.tries(), usual.firstPause(), pauses::add);
    }

    public List<Duration> pauses() {
        return List.copyOf(pauses);
    }
}
