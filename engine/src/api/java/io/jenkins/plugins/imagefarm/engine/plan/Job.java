package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Platforms that one node is looked for: one, or all if they are to stay together.
 *
 * @param platforms at least one
 */
record Job(List<Platform> platforms) {
    static List<Job> of(List<Platform> platforms, boolean together) {
        return together
                ? List.of(new Job(platforms))
                : platforms.stream().map(each -> new Job(List.of(each))).toList();
    }

    boolean isSeveral() {
        return platforms.size() > 1;
    }

    @Override
    public String toString() {
        return platforms.stream().map(Platform::toString).collect(Collectors.joining(","));
    }
}
