package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Map;

/**
 * What opens a {@link BuildCache}'s place. Its own text shows names only.
 *
 * @param attributes as buildx names them, {@code secret_access_key} for instance; also what is only known together with them
 */
public record CacheKeys(Map<String, String> attributes) {
    public CacheKeys {
        attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
    }

    public static CacheKeys none() {
        return new CacheKeys(Map.of());
    }

    @Override
    public String toString() {
        return "CacheKeys" + attributes.keySet();
    }
}
