package io.jenkins.plugins.imagefarm.engine.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How the Dockerfile is built.
 *
 * @param target the stage to build; empty for the last one
 * @param buildArgs values of ARG
 * @param labels labels of the image
 * @param platforms empty for the builder's own
 * @param noCache run every step again
 * @param pull look for a newer base image even if the builder has one
 * @param attestations what is to be told of the image with it, one of a kind
 * @param cacheFrom where layers may come from, in the order in which they are looked for
 * @param cacheTo where layers go
 * @param noCacheFilter stages whose steps run again, though the others may come from the cache
 * @param run what RUN instructions find around them
 * @param sourceDate when the image says that it was made; null for the time at which it is
 */
public record Recipe(
        String target,
        Map<String, String> buildArgs,
        Map<String, String> labels,
        List<Platform> platforms,
        boolean noCache,
        boolean pull,
        List<Attestation> attestations,
        List<BuildCache> cacheFrom,
        List<BuildCache> cacheTo,
        List<String> noCacheFilter,
        RunOptions run,
        SourceDate sourceDate) {
    private static final Pattern STAGE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");

    public Recipe {
        target = target == null ? "" : target;
        buildArgs = buildArgs == null ? Map.of() : Map.copyOf(buildArgs);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        platforms = platforms == null ? List.of() : List.copyOf(platforms);
        attestations = attestations == null ? List.of() : List.copyOf(attestations);
        Attestation.requireOneOfAKind(attestations);
        cacheFrom = cacheFrom == null ? List.of() : List.copyOf(cacheFrom);
        cacheTo = cacheTo == null ? List.of() : List.copyOf(cacheTo);
        noCacheFilter = noCacheFilter == null ? List.of() : List.copyOf(noCacheFilter);
        run = run == null ? RunOptions.usual() : run;
        if (sourceDate != null && buildArgs.containsKey(SourceDate.VARIABLE)) {
            throw new ProblemException(Problem.user(
                    "The image is dated twice: by sourceDateEpoch and by the build argument " + SourceDate.VARIABLE,
                    "Leave one of them out."));
        }
        noCacheFilter.forEach(Recipe::requireStage);
        if (noCache && !noCacheFilter.isEmpty()) {
            throw new ProblemException(
                    Problem.user("noCache runs all stages again, noCacheFilter only some", "Leave one of them out."));
        }
    }

    /** Without caches but the builder's own, RUN as usual, and dated when it is made. */
    public Recipe(
            String target,
            Map<String, String> buildArgs,
            Map<String, String> labels,
            List<Platform> platforms,
            boolean noCache,
            boolean pull,
            List<Attestation> attestations) {
        this(target, buildArgs, labels, platforms, noCache, pull, attestations, null, null, null, null, null);
    }

    /** @throws ProblemException if no stage of a Dockerfile can be called so */
    public static void requireStage(String name) {
        if (!STAGE.matcher(name).matches()) {
            throw new ProblemException(Problem.user(
                    "'" + name + "' is not the name of a stage", "Write what stands after AS in the Dockerfile."));
        }
    }

    /** Those that are read and those that are written. */
    public Stream<BuildCache> caches() {
        return Stream.concat(cacheFrom.stream(), cacheTo.stream());
    }

    /** Whether one builder makes an index of it, rather than a manifest only. */
    public boolean makesIndex() {
        return platforms.size() > 1 || !attestations.isEmpty();
    }

    /** The same for other platforms. */
    public Recipe of(List<Platform> others) {
        return new Recipe(
                target,
                buildArgs,
                labels,
                others,
                noCache,
                pull,
                attestations,
                cacheFrom,
                cacheTo,
                noCacheFilter,
                run,
                sourceDate);
    }

    /** The same without what only an image has or needs; a Dockerfile is read once, whatever it is for. */
    public Recipe onlyRead() {
        return new Recipe(
                target,
                buildArgs,
                labels,
                platforms.stream().limit(1).toList(),
                noCache,
                pull,
                null,
                null,
                null,
                noCacheFilter,
                run,
                sourceDate);
    }

    /** The same with other caches. */
    public Recipe withCaches(List<BuildCache> from, List<BuildCache> to) {
        return new Recipe(
                target,
                buildArgs,
                labels,
                platforms,
                noCache,
                pull,
                attestations,
                from,
                to,
                noCacheFilter,
                run,
                sourceDate);
    }

    /** The same, with this around RUN instructions. */
    public Recipe withRun(RunOptions other) {
        return new Recipe(
                target,
                buildArgs,
                labels,
                platforms,
                noCache,
                pull,
                attestations,
                cacheFrom,
                cacheTo,
                noCacheFilter,
                other,
                sourceDate);
    }

    /** The same, where the steps of these stages run again. */
    public Recipe withNoCacheFilter(List<String> stages) {
        return new Recipe(
                target,
                buildArgs,
                labels,
                platforms,
                noCache,
                pull,
                attestations,
                cacheFrom,
                cacheTo,
                stages,
                run,
                sourceDate);
    }

    /** The same for a stage of a Dockerfile that has no arguments. */
    public Recipe ofStage(String stage) {
        return new Recipe(
                stage,
                Map.of(),
                labels,
                platforms,
                noCache,
                pull,
                attestations,
                cacheFrom,
                cacheTo,
                noCacheFilter,
                run,
                sourceDate);
    }

    /** The same, dated so. */
    public Recipe dated(SourceDate date) {
        return new Recipe(
                target,
                buildArgs,
                labels,
                platforms,
                noCache,
                pull,
                attestations,
                cacheFrom,
                cacheTo,
                noCacheFilter,
                run,
                date);
    }

    /** The same with these labels, where it has not its own. */
    public Recipe labelled(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(labels);
        return new Recipe(
                target,
                buildArgs,
                all,
                platforms,
                noCache,
                pull,
                attestations,
                cacheFrom,
                cacheTo,
                noCacheFilter,
                run,
                sourceDate);
    }
}
