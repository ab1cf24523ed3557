package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * How large an image is in its registry: its configurations and its layers, which are compressed there. Manifests and attestations do not
 * count.
 *
 * @param bytes of the whole; what platforms share counts once
 * @param parts of an index, in its order, or of the one platform that the image is for; empty if that is not known
 */
public record ImageSize(long bytes, List<Part> parts) {
    public ImageSize {
        parts = parts == null ? List.of() : List.copyOf(parts);
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of " + bytes + " bytes");
        }
    }

    /**
     * One platform's own.
     *
     * @param platform what it runs on
     * @param bytes that a client reads to have it
     */
    public record Part(Platform platform, long bytes) {
        public Part {
            Objects.requireNonNull(platform, "platform");
        }
    }

    /** Empty if the image is not for that platform. */
    public OptionalLong of(Platform platform) {
        return parts.stream()
                .filter(part -> part.platform().equals(platform))
                .mapToLong(Part::bytes)
                .findFirst();
    }
}
