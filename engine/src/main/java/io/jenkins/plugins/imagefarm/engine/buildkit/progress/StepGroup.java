package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Several vertexes that are shown as one step (BuildKit's progress group). A group of weak members only, such as the pull of an
 * image that nothing turns out to need, stays hidden.
 */
final class StepGroup {
    private final Step step;
    private final String name;
    private final Map<String, Vertex> members = new LinkedHashMap<>();
    private boolean changed;
    private boolean hidden = true;
    private String error = "";

    StepGroup(Step step, String name) {
        this.step = step;
        this.name = name;
    }

    Step step() {
        return step;
    }

    boolean isHidden() {
        return hidden;
    }

    void put(Vertex vertex) {
        Vertex known = members.get(vertex.getDigest());
        if (known == null || vertex.hasStarted() || !known.hasStarted()) {
            members.put(vertex.getDigest(), vertex);
        }
        if (vertex.hasStarted()) {
            Instant stop = vertex.hasCompleted() ? WireTime.instant(vertex.getCompleted()) : null;
            changed |= step.run(WireTime.instant(vertex.getStarted()), stop);
            if (hidden && !vertex.getProgressGroup().getWeak()) {
                hidden = false;
                changed = true;
            }
        }
        if (error.isEmpty() && !vertex.getError().isEmpty()) {
            error = vertex.getError();
            hidden = false;
        }
    }

    /** Sums the members up. Returns whether anything changed since the last time. */
    boolean refresh() {
        boolean cached = members.values().stream().allMatch(Vertex::getCached);
        boolean news = step.describe(name, cached, error) | changed;
        changed = false;
        return news;
    }
}
