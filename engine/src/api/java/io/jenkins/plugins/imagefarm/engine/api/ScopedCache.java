package io.jenkins.plugins.imagefarm.engine.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * In short for what is read and what is written: one place for all branches of a project. Each writes a cache of its own there,
 * and reads those of the branches that it came from as well.
 *
 * @param type what kind of place
 * @param fields further ones of a {@link BuildCache}, which may lack its {@code ref}
 * @param scope instead of the branch; null for that
 * @param fallbacks instead of the branches from which it came; empty for those
 */
public record ScopedCache(BuildCache.Type type, Map<String, String> fields, String scope, List<String> fallbacks) {
    private static final String EXAMPLE = "registry";

    public ScopedCache {
        fields = fields == null ? Map.of() : Map.copyOf(fields);
        fallbacks = fallbacks == null ? List.of() : List.copyOf(fallbacks);
    }

    /** Parses the name of a type, or {@code type=s3,bucket=…,scope=…,fallback=main;develop}. */
    public static ScopedCache valueOf(String text) {
        Map<String, String> fields =
                FieldText.parse(text.contains("=") ? text : "type=" + text, BuildCache.Type.REGISTRY, "ref");
        fields.replaceAll((name, value) -> value.strip());
        BuildCache.Type type =
                FieldText.type(BuildCache.Type.values(), fields.remove("type"), text, "a cache", EXAMPLE);
        String scope = fields.remove("scope");
        String fallback = fields.remove("fallback");
        ScopedCache cache =
                new ScopedCache(type, fields, scope, fallback == null ? List.of() : List.of(fallback.split(";")));
        cache.place(List.of(new ImageReference("example.com", "example", "1", null)));
        return cache;
    }

    /** The same with folders as they are on the machine where the engine runs. */
    public ScopedCache withFolder(UnaryOperator<String> resolve) {
        Map<String, String> resolved = new HashMap<>(fields);
        for (String name : List.of("src", "dest")) {
            resolved.computeIfPresent(name, (unused, folder) -> resolve.apply(folder));
        }
        return new ScopedCache(type, resolved, scope, fallbacks);
    }

    /**
     * Where its layers go.
     *
     * @param tags names of the image
     */
    public BuildCache to(CacheScopes scopes, List<ImageReference> tags) {
        return place(tags).withSuffix(scopes.with(scope, fallbacks).written());
    }

    /**
     * Where layers may come from, what is nearest first. An image that holds its own cache is looked for under its names and
     * those of branches.
     *
     * @param tags names of the image
     */
    public List<BuildCache> from(CacheScopes scopes, List<ImageReference> tags) {
        CacheScopes all = scopes.with(scope, fallbacks);
        if (type != BuildCache.Type.INLINE) {
            BuildCache place = place(tags);
            return all.read().stream().map(place::withSuffix).toList();
        }
        Set<ImageReference> images = new LinkedHashSet<>(tags);
        tags.stream()
                .findFirst()
                .ifPresent(tag -> Stream.concat(Stream.of(all.own()), all.fallbacks().stream())
                        .filter(branch -> !branch.isEmpty())
                        .forEach(branch -> images.add(
                                new ImageReference(tag.registry(), tag.repository(), CacheScopes.tag(branch), null))));
        List<BuildCache> caches = new ArrayList<>();
        images.forEach(image -> caches.add(new BuildCache(BuildCache.Type.REGISTRY, image, Map.of())));
        return caches;
    }

    /** The cache of a project that has no branches. */
    private BuildCache place(List<ImageReference> tags) {
        Map<String, String> all = new HashMap<>(fields);
        if (type == BuildCache.Type.REGISTRY && !all.containsKey("ref")) {
            ImageReference image = tags.stream()
                    .findFirst()
                    .orElseThrow(() -> new ProblemException(Problem.user(
                            "A cache of type=registry goes beside the image, and this one has no name",
                            "Give a tag, or ref=IMAGE.")));
            all.put("ref", new ImageReference(image.registry(), image.repository(), "cache", null).toString());
        }
        return BuildCache.of(type, all);
    }
}
