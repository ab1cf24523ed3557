package io.jenkins.plugins.imagefarm.engine.source;

import java.util.List;

/**
 * Which part of a tree is wanted.
 *
 * @param includes patterns for what is wanted; empty for everything
 * @param excludes patterns for what is not
 * @param followPaths paths that are wanted together with what they lead to if they are symbolic links
 */
public record Selection(List<String> includes, List<String> excludes, List<String> followPaths) {
    public static final Selection ALL = new Selection(List.of(), List.of(), List.of());

    public Selection {
        includes = List.copyOf(includes);
        excludes = List.copyOf(excludes);
        followPaths = List.copyOf(followPaths);
    }
}
