package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a part of a step is that can be counted, for instance a layer's download. BuildKit calls it a vertex status.
 *
 * @param id what is transferred; one step has several
 * @param current bytes so far; 0 if it is not about bytes
 * @param total bytes in all; 0 if not known
 * @param at when this was so
 * @param started null if it has not started
 * @param completed null while it runs
 */
public record Transfer(Step step, String id, long current, long total, Instant at, Instant started, Instant completed) {

    public boolean isCompleted() {
        return completed != null;
    }

    /** From its start to its end, or to this message. */
    public Duration elapsed() {
        return started == null ? Duration.ZERO : Duration.between(started, isCompleted() ? completed : at);
    }
}
