package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Set;

/**
 * What a node said of itself.
 *
 * @param type never {@link BuilderType#AUTO}
 * @param version of the daemon, for people
 * @param nativePlatforms what its processor runs, its own first
 * @param emulatedPlatforms what it can build by emulation
 * @param features what it can do
 * @param diskUsed bytes that images and caches take; negative if it was not asked
 */
public record NodeInfo(
        BuilderType type,
        String version,
        List<Platform> nativePlatforms,
        List<Platform> emulatedPlatforms,
        Set<Feature> features,
        long diskUsed) {
    public NodeInfo {
        nativePlatforms = nativePlatforms == null ? List.of() : List.copyOf(nativePlatforms);
        emulatedPlatforms = emulatedPlatforms == null ? List.of() : List.copyOf(emulatedPlatforms);
        features = features == null ? Set.of() : Set.copyOf(features);
    }
}
