package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.CacheScopes;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.ScopedCache;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.git.WorkingBranch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where layers come from and go to, besides the builder's own store. */
final class CacheOptions {
    @Option(
            names = "--cache",
            paramLabel = "SPEC",
            description = {
                "In short for both below: registry (beside the image), inline, or a SPEC; each branch writes a cache of its own",
                "and reads those that it falls back to."
            })
    private String cache;

    @Option(
            names = "--cache-scope",
            paramLabel = "NAME",
            description = "Instead of the branch that is checked out, for --cache.")
    private String scope;

    @Option(
            names = "--cache-fallback",
            paramLabel = "NAME",
            split = ",",
            description = "A branch whose cache is read as well, for --cache. May be repeated.")
    private List<String> fallbacks = new ArrayList<>();

    @Option(
            names = "--cache-from",
            paramLabel = "SPEC",
            description = {
                "Where layers may come from: an image, or type=registry,ref=IMAGE. May be repeated.",
                "An image with an inline cache is one, too. Further types: local (src=FOLDER), s3, gha, azblob,",
                "whose keys come from variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN;",
                "ACTIONS_RUNTIME_TOKEN, ACTIONS_CACHE_URL, ACTIONS_RESULTS_URL; AZURE_STORAGE_KEY."
            })
    private List<String> cacheFrom = new ArrayList<>();

    @Option(
            names = "--cache-to",
            paramLabel = "SPEC",
            description = {
                "Where layers go: type=registry,ref=IMAGE[,mode=max], type=inline, type=local,dest=FOLDER,",
                "type=s3,bucket=NAME,region=NAME[,name=NAME], type=gha or type=azblob. May be repeated.",
                "A cache that cannot be written fails no build."
            })
    private List<String> cacheTo = new ArrayList<>();

    /**
     * @param source of which branches are known
     * @param tags names of the image
     * @return the recipe with these caches
     */
    Recipe addTo(Recipe recipe, Source source, List<ImageReference> tags) {
        Stream<BuildCache> from = cacheFrom.stream().map(BuildCache::valueOf);
        Stream<BuildCache> to = cacheTo.stream().map(BuildCache::valueOf);
        if (cache != null) {
            ScopedCache scoped = ScopedCache.valueOf(cache);
            CacheScopes scopes = new CacheScopes(scope == null ? branch(source) : scope, fallbacks);
            from = Stream.concat(from, scoped.from(scopes, tags).stream());
            to = Stream.concat(to, Stream.of(scoped.to(scopes, tags)));
        }
        return recipe.withCaches(
                from.map(CacheOptions::here).toList(),
                to.map(CacheOptions::here).toList());
    }

    private static String branch(Source source) {
        return source.git() != null
                ? source.git().ref()
                : WorkingBranch.of(Path.of(source.context())).orElse("");
    }

    private static BuildCache here(BuildCache cache) {
        if (cache.credentialsId() != null) {
            throw new ProblemException(Problem.user(
                    "credentialsId= names credentials of Jenkins",
                    "Here keys come from the environment, AWS_SECRET_ACCESS_KEY for instance."));
        }
        return cache.folder() == null ? cache : cache.in(FileArgument.absolute(cache.folder()));
    }
}
