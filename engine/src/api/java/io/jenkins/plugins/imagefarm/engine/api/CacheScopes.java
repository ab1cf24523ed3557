package io.jenkins.plugins.imagefarm.engine.api;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What tells the caches of one project apart: the branch that is built, which writes its own, and those from which it came.
 *
 * @param own the branch; empty if there are none
 * @param fallbacks branches whose caches are read after its own, in this order
 */
public record CacheScopes(String own, List<String> fallbacks) implements Serializable {
    /** What a tag cannot hold. Branches that differ in it only share a cache, which does no harm: it is by content. */
    private static final Pattern OTHER = Pattern.compile("[^A-Za-z0-9_.-]");

    /** Leaves room in a tag, which may have 128 characters. */
    private static final int LONGEST = 80;

    public CacheScopes {
        own = own == null ? "" : own.strip();
        fallbacks = fallbacks == null
                ? List.of()
                : fallbacks.stream()
                        .filter(Objects::nonNull)
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    public static CacheScopes none() {
        return new CacheScopes("", List.of());
    }

    /** The same, as far as these do not say otherwise. */
    public CacheScopes with(String scope, List<String> others) {
        return new CacheScopes(scope == null ? own : scope, others.isEmpty() ? fallbacks : others);
    }

    /** Where its cache goes: the end of a tag or name, empty for a project without branches. */
    String written() {
        return suffix(own);
    }

    /** Where caches are looked for, in this order. */
    Set<String> read() {
        return Stream.concat(Stream.of(own), fallbacks.stream())
                .map(CacheScopes::suffix)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static String suffix(String branch) {
        String name = tag(branch);
        return name.isEmpty() ? "" : "-" + name;
    }

    /** As the tag of an image. */
    static String tag(String branch) {
        String name = OTHER.matcher(branch).replaceAll("-");
        return name.substring(0, Math.min(name.length(), LONGEST));
    }
}
