package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What speaks BuildKit's API at an address. */
public enum BuilderKind {
    BUILDKITD("BuildKit", EnumSet.allOf(Feature.class)),
    /** The BuildKit inside a Docker daemon whose images are in containerd's store. */
    DOCKER("Docker's BuildKit", EnumSet.allOf(Feature.class)),
    /** The one inside a Docker daemon with Docker's own store, the only one before Docker 23: its exporters are few. */
    DOCKER_CLASSIC(
            "Docker's BuildKit with the classic image store",
            EnumSet.of(
                    Feature.SECRETS,
                    Feature.SSH,
                    Feature.CONTEXTS,
                    Feature.NO_CACHE_FILTER,
                    Feature.CALL,
                    Feature.SHM_SIZE,
                    Feature.ULIMITS,
                    Feature.ENTITLEMENTS,
                    Feature.OUTPUT_FILES));

    /** What BuildKit learned until 0.11, and ignores silently before, or has no flag of RUN for. */
    private static final Set<Feature> RECENT = EnumSet.of(
            Feature.CONTEXTS,
            Feature.CALL,
            Feature.SHM_SIZE,
            Feature.ULIMITS,
            Feature.ENTITLEMENTS,
            Feature.SOURCE_DATE);

    /** Versions whose exporters ignore {@code rewrite-timestamp}: it came with 0.13. */
    private static final Pattern BEFORE_REWRITING = Pattern.compile("v0\\.(11|12)\\.");

    private final String title;
    private final Set<Feature> features;

    BuilderKind(String title, Set<Feature> features) {
        this.title = title;
        this.features = Set.copyOf(features);
    }

    /**
     * What it can do.
     *
     * @param tellsVersion whether its workers have a version, as they do from 0.11 on
     * @param version what they have, which is not always a number: of Docker's it is empty
     */
    Set<Feature> features(boolean tellsVersion, String version) {
        Set<Feature> known = EnumSet.copyOf(features);
        if (!tellsVersion) {
            known.removeAll(RECENT);
        }
        if (!tellsVersion || BEFORE_REWRITING.matcher(version).lookingAt()) {
            known.remove(Feature.REWRITE_TIMESTAMP);
        }
        return Set.copyOf(known);
    }

    /** Whether it can write a cache of that type; every one reads all. */
    public boolean writes(BuildCache cache) {
        return this != DOCKER_CLASSIC || cache.type() == BuildCache.Type.INLINE;
    }

    public boolean isDocker() {
        return this != BUILDKITD;
    }

    @Override
    public String toString() {
        return title;
    }
}
