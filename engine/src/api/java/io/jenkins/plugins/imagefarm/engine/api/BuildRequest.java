package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One image build, without its secrets.
 *
 * @param id names the build in logs; the same for every try
 * @param sharedKey the same for every build of the same context on the same machine, so that the builder finds the files it
 *     already has
 * @param source what is built
 * @param recipe how
 * @param destination where the result goes
 * @param builder where it is built, unless that is a farm
 * @param farm where it is built; null if that is the one builder
 * @param registries registries that are not reached in the usual way
 * @param progress how the console shows the build
 * @param retries how often a service's fault is tried again
 */
public record BuildRequest(
        String id,
        String sharedKey,
        Source source,
        Recipe recipe,
        Destination destination,
        Builder builder,
        Farm farm,
        List<Registry> registries,
        ProgressStyle progress,
        int retries) {
    public BuildRequest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sharedKey, "sharedKey");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(recipe, "recipe");
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(builder, "builder");
        registries = registries == null ? List.of() : List.copyOf(registries);
        progress = progress == null ? ProgressStyle.PLAIN : progress;
    }

    /** On one builder. */
    public BuildRequest(
            String id,
            String sharedKey,
            Source source,
            Recipe recipe,
            Destination destination,
            Builder builder,
            List<Registry> registries,
            ProgressStyle progress,
            int retries) {
        this(id, sharedKey, source, recipe, destination, builder, null, registries, progress, retries);
    }

    /** The same build on that builder. */
    public BuildRequest on(Builder other) {
        return new BuildRequest(id, sharedKey, source, recipe, destination, other, farm, registries, progress, retries);
    }

    /** The same build of these files, under these names. */
    public BuildRequest of(Source files, Recipe how, Destination where) {
        return new BuildRequest(id, sharedKey, files, how, where, builder, farm, registries, progress, retries);
    }

    /**
     * The names of the image, once it is known what the Git source is.
     *
     * @param commit null if there is none
     */
    public List<ImageReference> tagsAt(String commit) {
        boolean add = commit != null && source.git() != null && source.git().tagWithCommit();
        return !add
                ? destination.tags()
                : Stream.concat(
                                destination.tags().stream(),
                                destination.tags().stream()
                                        .map(tag -> new ImageReference(tag.registry(), tag.repository(), commit, null)))
                        .distinct()
                        .toList();
    }
}
