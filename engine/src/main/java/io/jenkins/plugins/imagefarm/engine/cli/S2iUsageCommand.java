package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.GitKeys;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.farm.LocalSlots;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import io.jenkins.plugins.imagefarm.engine.s2i.S2iUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code image-farm s2i usage}: what a builder image says of its use. */
@Command(
        name = "usage",
        description = "Print what a builder image says of its use: its script 'usage' is run by a build.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class S2iUsageCommand implements Callable<Integer> {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(paramLabel = "IMAGE", description = "The builder image.")
    private String image;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "A variable of the script. May be repeated.")
    private List<String> env = new ArrayList<>();

    @Option(
            names = {"-s", "--scripts-url"},
            paramLabel = "URL",
            description = "Where the script is: image:///path. Default: where the image says.")
    private String scriptsUrl;

    @Mixin
    private BuilderOptions builder;

    @Mixin
    private RegistryOptions registries;

    S2iUsageCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        LoginSource logins = registries.logins(in, err);
        S2iUsage usage = S2iUsage.of(
                ImageReference.valueOf(image),
                scriptsUrl,
                new RegistryClient(logins, registries.known()),
                err::println);
        List<String> printed = new ArrayList<>();
        BuildResult result = build(usage, logins, printed::add);
        Problem problem = result.problem();
        if (problem != null && problem.cause().contains("cannot start")) {
            throw new ProblemException(Problem.user(
                    image + " has no " + usage.script() + ", or not the program that its first line names",
                    "Ask who made the image."));
        }
        printed.forEach(out::println);
        if (problem != null) {
            throw new ProblemException(new Problem(
                    problem.fault(), usage.script() + " of " + image + ": " + problem.cause(), problem.advice()));
        }
        return ExitCode.of(result);
    }

    private BuildResult build(S2iUsage usage, LoginSource logins, Consumer<String> printed)
            throws InterruptedException {
        try {
            Path nothing = Files.createTempDirectory("image-farm-usage-");
            Cancellation cancellation = new Cancellation();
            try (CancelOnShutdown shutdown = new CancelOnShutdown(cancellation)) {
                Secrets secrets = new Secrets(Map.of(), Map.of(), builder.keys(), GitKeys.none());
                BuildReporter reporter = new BuildReporter(
                        OutputStream.nullOutputStream(),
                        usage.output(printed),
                        ProgressStyle.QUIET,
                        SecretMask.of(secrets));
                BuildResult result = Engine.runner(logins, new LocalSlots(), null, null)
                        .run(request(usage, nothing), secrets, reporter, cancellation);
                shutdown.ended(ExitCode.of(result));
                return result;
            } finally {
                Files.delete(nothing);
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.service("A folder for the build cannot be made or removed: " + IoReason.of(e), ""), e);
        }
    }

    /** Of a build that runs the script, whatever the builder has of it. */
    private BuildRequest request(S2iUsage usage, Path nothing) {
        return new BuildRequest(
                UUID.randomUUID().toString(),
                "usage",
                new Source(nothing.toString(), null, usage.dockerfile(Pairs.of(env))),
                new Recipe(null, null, null, null, true, false, null),
                new Destination(List.of(), false, List.of(), null, null),
                builder.builder(),
                registries.registries(),
                ProgressStyle.QUIET,
                0);
    }
}
