package io.jenkins.plugins.imagefarm.engine.registry;

import java.time.Duration;

/**
 * How long and how often registries are asked.
 *
 * @param connect for a connection
 * @param answer for an answer, from one piece of it to the next
 * @param total for all tries and all requests of one question
 * @param tries how often a request is sent at most
 * @param firstPause before the second try; each further pause is twice as long
 * @param pause how a pause is made
 */
public record Patience(Duration connect, Duration answer, Duration total, int tries, Duration firstPause, Pause pause) {
    /** Waits. */
    @FunctionalInterface
    public interface Pause {
        void take(Duration time) throws InterruptedException;
    }

    /**
     * BuildKit gives a session's answer 60 s (sessionAuthTimeout in its session/auth/auth.go), and lets no other build
     * speak to any registry while it waits (muHandlers in util/resolver/authorizer.go): half of it must do.
     */
    public static Patience usual() {
        return new Patience(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                4,
                Duration.ofMillis(500),
                time -> Thread.sleep(time.toMillis()));
    }

    /** For what can be done without: one try, not for long. */
    public static Patience once() {
        Patience usual = usual();
        return new Patience(usual.connect(), usual.answer(), usual.answer(), 1, usual.firstPause(), usual.pause());
    }
}
