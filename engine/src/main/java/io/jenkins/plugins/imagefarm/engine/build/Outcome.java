package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.List;
import java.util.Map;

/**
 * What one successful try gave, or found.
 *
 * @param response the exporters' response, in BuildKit's keys
 * @param platforms what was built for
 * @param manifests that were pushed by digest, one of every platform; empty if the image was not pushed in this way
 * @param attestations manifests of the attestations about them, which belong into the same index; empty if there are none
 * @param existing the image's names with what they stand for, if they were there already and nothing was built; else empty
 */
public record Outcome(
        Map<String, String> response,
        List<Platform> platforms,
        Map<Platform, Digest> manifests,
        Map<Platform, Digest> attestations,
        List<ImageReference> existing) {
    public Outcome {
        response = Map.copyOf(response);
        platforms = List.copyOf(platforms);
        manifests = Map.copyOf(manifests);
        attestations = Map.copyOf(attestations);
        existing = List.copyOf(existing);
    }

    /** Built. */
    public Outcome(
            Map<String, String> response,
            List<Platform> platforms,
            Map<Platform, Digest> manifests,
            Map<Platform, Digest> attestations) {
        this(response, platforms, manifests, attestations, List.of());
    }

    /** Pushed by its names, or not at all. */
    public Outcome(Map<String, String> response, List<Platform> platforms) {
        this(response, platforms, Map.of(), Map.of());
    }

    /** Of a try that only prepared or looked, and leaves the rest to what follows. */
    public static Outcome nothing() {
        return new Outcome(Map.of(), List.of());
    }

    /** Nothing was built, because nothing had to be. */
    public boolean isSkipped() {
        return !existing.isEmpty();
    }
}
