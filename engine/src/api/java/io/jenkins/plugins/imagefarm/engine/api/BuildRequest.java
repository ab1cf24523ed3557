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
 * @param s2i how an application image is made of it; null if it is built from a Dockerfile
 * @param recipe how
 * @param call what is wanted: nothing is made, and so named, pushed or written anywhere, unless it is a build
 * @param destination where the result goes
 * @param builder where it is built, unless that is a farm
 * @param farm where it is built; null if that is the one builder
 * @param registries registries that are not reached in the usual way
 * @param progress how the console shows the build
 * @param limits how often it is tried, and how long it may keep people waiting
 */
public record BuildRequest(
        String id,
        String sharedKey,
        Source source,
        S2iBuild s2i,
        Recipe recipe,
        Call call,
        Destination destination,
        Builder builder,
        Farm farm,
        List<Registry> registries,
        ProgressStyle progress,
        Limits limits) {
    public BuildRequest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sharedKey, "sharedKey");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(recipe, "recipe");
        Objects.requireNonNull(destination, "destination");
        Objects.requireNonNull(builder, "builder");
        call = call == null ? Call.BUILD : call;
        if (!call.isBuild()) {
            recipe = recipe.onlyRead();
            destination = destination.nowhere();
            farm = farm == null ? null : farm.ruledBy(farm.rules().onOneNode());
        }
        checkAnnotations(recipe, destination, farm);
        if (recipe.makesIndex() && (farm == null || farm.rules().oneNode())) {
            checkOutputsOfIndex(destination);
        }
        limits = limits == null ? Limits.ofRetries(0) : limits;
        registries = registries == null ? List.of() : List.copyOf(registries);
        progress = progress == null ? ProgressStyle.PLAIN : progress;
        if (s2i != null) {
            checkDestination(s2i, destination);
        }
    }

    private static void checkAnnotations(Recipe recipe, Destination destination, Farm farm) {
        boolean index = recipe.makesIndex() || farm != null && !farm.rules().oneNode();
        for (Annotation annotation : destination.annotations()) {
            if (annotation.level().isOfIndex() && !index) {
                throw new ProblemException(Problem.user(
                        "The image has no index, so there is nothing to annotate with " + annotation,
                        "Annotate the manifest: only several platforms, or attestations, make an index."));
            }
            if (annotation.platform() != null && !recipe.platforms().contains(annotation.platform())) {
                throw new ProblemException(Problem.user(
                        "The annotation " + annotation + " is of a platform that is not asked for",
                        "Name it in platforms, or leave it out here."));
            }
        }
    }

    private static void checkOutputsOfIndex(Destination destination) {
        if (destination.outputs().stream().anyMatch(output -> output.type() == Output.Type.DOCKER)) {
            throw new ProblemException(Problem.user(
                    "The output type=docker holds one manifest, and several platforms or attestations make an index",
                    "Use type=oci, or do without them."));
        }
    }

    private static void checkDestination(S2iBuild s2i, Destination destination) {
        boolean goesSomewhere = destination.push() || !destination.outputs().isEmpty();
        if (s2i.asDockerfile() != null && goesSomewhere) {
            throw new ProblemException(Problem.user(
                    "Only a Dockerfile is to be written, so there is no image to push or to write anywhere",
                    "Leave out the push and the outputs, or asDockerfile."));
        }
        if (s2i.asDockerfile() == null && destination.repositories().isEmpty() && !goesSomewhere) {
            throw new ProblemException(
                    Problem.user("The application image has no name", "Give it a tag, or write a Dockerfile only."));
        }
    }

    /** Of an image. */
    public BuildRequest(
            String id,
            String sharedKey,
            Source source,
            S2iBuild s2i,
            Recipe recipe,
            Destination destination,
            Builder builder,
            Farm farm,
            List<Registry> registries,
            ProgressStyle progress,
            Limits limits) {
        this(id, sharedKey, source, s2i, recipe, null, destination, builder, farm, registries, progress, limits);
    }

    /** From a Dockerfile, within the usual limits. */
    public BuildRequest(
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
        this(
                id,
                sharedKey,
                source,
                null,
                recipe,
                destination,
                builder,
                farm,
                registries,
                progress,
                Limits.ofRetries(retries));
    }

    /** From a Dockerfile, on one builder, within the usual limits. */
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

    /** The same for what else can be done with a Dockerfile. */
    public BuildRequest calling(Call what) {
        return new BuildRequest(
                id, sharedKey, source, s2i, recipe, what, destination, builder, farm, registries, progress, limits);
    }

    /** Whether nothing is built, because it is only asked where it would be. */
    public boolean isDryRun() {
        return farm != null && farm.rules().dryRun();
    }

    /** The same build on that builder. */
    public BuildRequest on(Builder other) {
        return new BuildRequest(
                id, sharedKey, source, s2i, recipe, call, destination, other, farm, registries, progress, limits);
    }

    /** The same build on that one builder, and not on a farm. */
    public BuildRequest onOnly(Builder other) {
        return new BuildRequest(
                id, sharedKey, source, s2i, recipe, call, destination, other, null, registries, progress, limits);
    }

    /** An ordinary build from a Dockerfile in the place of this one. */
    public BuildRequest fromDockerfile(Source files, Recipe how, Destination where) {
        return new BuildRequest(
                id, sharedKey, files, null, how, call, where, builder, farm, registries, progress, limits);
    }

    /** The same build of these files, under these names. */
    public BuildRequest of(Source files, Recipe how, Destination where) {
        return new BuildRequest(
                id, sharedKey, files, s2i, how, call, where, builder, farm, registries, progress, limits);
    }

    /**
     * The names of the image, once it is known what the Git source is.
     *
     * @param commit null if there is none
     */
    public List<ImageReference> tagsAt(String commit) {
        if (commit == null || !isTaggedWithCommit(source)) {
            return destination.tags();
        }
        return Stream.concat(
                        destination.tags().stream(),
                        destination.repositories().stream().map(repository -> repository.tagged(commit)))
                .distinct()
                .toList();
    }

    private static boolean isTaggedWithCommit(Source source) {
        return source.git() != null && source.git().tagWithCommit();
    }
}
