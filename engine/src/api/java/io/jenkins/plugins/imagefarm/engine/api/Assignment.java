package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What one node builds in one build of its own; it takes one slot of the node.
 *
 * @param node the node's name
 * @param platforms at least one
 */
public record Assignment(String node, List<Share> platforms) {
    public Assignment {
        platforms = List.copyOf(platforms);
    }

    /**
     * @param platform to build
     * @param emulated not by the node's own processor
     */
    public record Share(Platform platform, boolean emulated) {
        @Override
        public String toString() {
            return platform + (emulated ? " (emulated)" : "");
        }
    }

    /** For consoles: {@code linux/arm64@n2}. */
    public String part() {
        return platforms.stream().map(share -> share.platform().toString()).collect(Collectors.joining(",")) + "@"
                + node;
    }
}
