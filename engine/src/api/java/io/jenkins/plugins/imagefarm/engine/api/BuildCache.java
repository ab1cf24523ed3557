package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A place from which layers come, or to which they go: one value of buildx's {@code --cache-from} or {@code --cache-to}.
 *
 * @param type what kind of place
 * @param reference the image that holds the cache; null for {@code inline}
 * @param attributes further attributes, as buildx names them
 */
public record BuildCache(Type type, ImageReference reference, Map<String, String> attributes) {
    /** Of what a cache takes: the layers of the result, or those of all stages. */
    private static final Set<String> MODES = Set.of("min", "max");

    /** The kinds of caches that Image Farm offers. */
    public enum Type {
        /** An image of its own that holds nothing but cache. */
        REGISTRY,
        /** In the pushed image itself; it is read as a {@link #REGISTRY} with the image's name. */
        INLINE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public BuildCache {
        Objects.requireNonNull(type, "type");
        attributes = attributes == null ? Map.of() : Map.copyOf(attributes);
        if (type == Type.REGISTRY && reference == null) {
            throw new ProblemException(Problem.user(
                    "A cache of type=registry needs a ref",
                    "For instance type=registry,ref=registry.example.com/app:cache."));
        }
        if (type == Type.INLINE && reference != null) {
            throw new ProblemException(Problem.user(
                    "A cache of type=inline has no ref: it is in the image", "Use type=registry with a ref."));
        }
        String mode = attributes.get("mode");
        if (mode != null && !MODES.contains(mode)) {
            throw new ProblemException(
                    Problem.user("'" + mode + "' is not a mode of a cache", "Use mode=min or mode=max."));
        }
    }

    /** The same under another tag; an inline cache is where the image is. */
    public BuildCache withTagSuffix(String suffix) {
        if (reference == null || reference.tag() == null) {
            return this;
        }
        ImageReference other =
                new ImageReference(reference.registry(), reference.repository(), reference.tag() + suffix, null);
        return new BuildCache(type, other, attributes);
    }

    /** Parses {@code type=registry,ref=…,mode=max}; a value without {@code =} is the ref of {@code type=registry}. */
    public static BuildCache valueOf(String text) {
        Map<String, String> fields = FieldText.parse(text, Type.REGISTRY, "ref");
        fields.replaceAll((name, value) -> value.strip());
        Type type = FieldText.type(
                Type.values(),
                fields.remove("type"),
                text,
                "a cache",
                "type=registry,ref=registry.example.com/app:cache");
        String reference = fields.remove("ref");
        return new BuildCache(type, reference == null ? null : ImageReference.valueOf(reference), fields);
    }
}
