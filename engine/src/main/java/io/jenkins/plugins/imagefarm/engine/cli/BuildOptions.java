package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Mixin;

/** All that builds have in common, wherever they are built; and how one is run. */
final class BuildOptions {
    @Mixin
    private SourceOptions source;

    @Mixin
    private GitOptions git;

    @Mixin
    private RecipeOptions recipe;

    @Mixin
    private DestinationOptions destination;

    @Mixin
    private RegistryOptions registries;

    @Mixin
    private ExecutionOptions run;

    /**
     * @param builder that builds, unless a farm does
     * @param farm null if there is none
     * @param keys of the builder or nodes, by name
     * @return the exit code
     */
    int run(Builder builder, Farm farm, Map<String, BuilderKeys> keys, InputStream in, PrintStream out, PrintStream err)
            throws InterruptedException {
        if (source.readsInput() && registries.readsInput()) {
            throw new ProblemException(Problem.user(
                    "The build and --auth-stdin both want standard input", "Put one of them into a file."));
        }
        try (InputFile archive = source.archive(in)) {
            return run(request(builder, farm, archive, in), keys, in, out, err);
        }
    }

    private int run(
            BuildRequest request, Map<String, BuilderKeys> keys, InputStream in, PrintStream out, PrintStream err)
            throws InterruptedException {
        Secrets secrets = new Secrets(
                        Map.of(),
                        recipe.secrets(System.getenv()),
                        keys,
                        git.keys(request.source().git(), System.getenv()),
                        recipe.sshKeys())
                .withCaches(CacheVariables.keys(request.recipe().caches(), System.getenv()));
        return run.run(request, secrets, console -> registries.logins(in, console), out, err);
    }

    private BuildRequest request(Builder builder, Farm farm, InputFile archive, InputStream in) {
        Source context = source.source(git, archive, in);
        Destination where = destination.destination(context.git());
        return new BuildRequest(
                        UUID.randomUUID().toString(),
                        SourceOptions.sharedKey(context),
                        context,
                        null,
                        recipe.recipe(System.getenv(), context, where.tags()),
                        where,
                        builder,
                        farm,
                        registries.registries(),
                        run.style(),
                        run.limits())
                .calling(recipe.call());
    }
}
