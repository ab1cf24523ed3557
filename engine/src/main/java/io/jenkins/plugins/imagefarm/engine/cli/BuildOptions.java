package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Farm;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.farm.LocalSlots;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Option(names = "--progress", paramLabel = "STYLE", description = "plain, quiet or rawjson. Default: plain.")
    private String progress = "plain";

    @Option(
            names = {"-q", "--quiet"},
            description = "As --progress quiet: print the image id only.")
    private boolean quiet;

    @Option(
            names = "--retries",
            paramLabel = "N",
            description = "How often a failure of a builder or registry is tried again. Default: ${DEFAULT-VALUE}.")
    private int retries = 2;

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
                    "-f - and --auth-stdin both want standard input", "Put the Dockerfile or the logins into a file."));
        }
        BuildRequest request = request(builder, farm, in);
        Secrets secrets = new Secrets(
                Map.of(),
                recipe.secrets(System.getenv()),
                keys,
                git.keys(request.source().git(), System.getenv()));
        // As buildx: progress goes to standard error, so that standard output holds the image id alone when it is asked
        // for.
        PrintStream console = request.progress() == ProgressStyle.QUIET ? out : err;
        Cancellation cancellation = new Cancellation();
        try (CancelOnShutdown shutdown = new CancelOnShutdown(cancellation)) {
            BuildReporter reporter =
                    new BuildReporter(console, event -> {}, request.progress(), SecretMask.of(secrets));
            return shutdown.ended(ExitCode.of(Engine.runner(registries.logins(in, console), new LocalSlots(), null)
                    .run(request, secrets, reporter, cancellation)));
        }
    }

    private BuildRequest request(Builder builder, Farm farm, InputStream in) {
        Source context = source.source(git, in);
        return new BuildRequest(
                UUID.randomUUID().toString(),
                sharedKey(context),
                context,
                recipe.recipe(System.getenv()),
                destination.destination(),
                builder,
                farm,
                registries.registries(),
                quiet ? ProgressStyle.QUIET : style(progress),
                retries);
    }

    /** Files that a builder has from one commit are good for the next one. */
    private static String sharedKey(Source source) {
        return source.git() == null ? source.context() : source.git().url() + "#:" + source.context();
    }

    private static ProgressStyle style(String name) {
        String wanted = name.equals("auto") ? "plain" : name;
        return Arrays.stream(ProgressStyle.values())
                .filter(style -> style.name().toLowerCase(Locale.ROOT).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.user("'" + name + "' is not a progress style", "Use plain, quiet or rawjson.")));
    }
}
