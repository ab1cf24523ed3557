package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

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
                    Feature.SHM_SIZE,
                    Feature.ULIMITS,
                    Feature.ENTITLEMENTS,
                    Feature.OUTPUT_FILES));

    /** What BuildKit learned until 0.11, and ignores silently before, or has no flag of RUN for. */
    private static final Set<Feature> RECENT =
            EnumSet.of(Feature.CONTEXTS, Feature.SHM_SIZE, Feature.ULIMITS, Feature.ENTITLEMENTS);

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
     */
    Set<Feature> features(boolean tellsVersion) {
        return tellsVersion
                ? features
                : features.stream()
                        .filter(feature -> !RECENT.contains(feature))
                        .collect(Collectors.toUnmodifiableSet());
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
