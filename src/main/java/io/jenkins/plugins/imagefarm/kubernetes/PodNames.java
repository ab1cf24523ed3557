package io.jenkins.plugins.imagefarm.kubernetes;

import java.util.Locale;
import java.util.UUID;

/** Names of pods: those of their node, and something that no other pod has. */
final class PodNames {
    /** A DNS label has 63 characters, and names of containers' files are made of pods' names. */
    private static final int LONGEST_NODE = 24;

    private static final int RANDOM = 10;

    private PodNames() {}

    static String next(PodMark mark) {
        String node = mark.node().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String random = UUID.randomUUID().toString().replace("-", "").substring(0, RANDOM);
        return "image-farm-" + node.substring(0, Math.min(node.length(), LONGEST_NODE)) + "-" + random;
    }

    /** The volume for the cache of a place in a pool. */
    static String claim(PodMark mark) {
        String node = mark.node().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return "image-farm-" + node + "-" + mark.architecture() + "-" + mark.place();
    }
}
