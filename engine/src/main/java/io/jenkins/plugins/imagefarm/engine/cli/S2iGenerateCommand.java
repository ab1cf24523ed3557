package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iIncremental;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.s2i.S2iGeneration;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code image-farm s2i generate}: a Dockerfile for applications, without one. */
@Command(
        name = "generate",
        description = {
            "Write a Dockerfile that builds applications with a builder image; its context is to be an application's folder.",
            "For one application, with its own scripts and .s2iignore, use s2i build --as-dockerfile."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Example:",
            "  image-farm s2i generate registry.example.com/builders/site:1 Dockerfile.s2i",
            "  image-farm build -f Dockerfile.s2i ."
        })
final class S2iGenerateCommand implements Callable<Integer> {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    @Parameters(index = "0", paramLabel = "BUILDER", description = "The builder image.")
    private String builder;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The new file. Default: standard output.")
    private String file;

    @Mixin
    private S2iRecipeOptions recipe;

    @Mixin
    private RegistryOptions registries;

    S2iGenerateCommand(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        String text = new S2iGeneration(registries.logins(in, err), err::println).dockerfile(request());
        if (file == null) {
            out.print(text);
            return ExitCode.SUCCESS;
        }
        try {
            Files.writeString(FileArgument.path(file), text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new ProblemException(Problem.user("'" + file + "' cannot be written: " + IoReason.of(e), ""), e);
        }
        return ExitCode.SUCCESS;
    }

    private BuildRequest request() {
        S2iBuild build = new S2iBuild(
                ImageReference.valueOf(builder),
                null,
                null,
                recipe.env(),
                recipe.environmentFile(),
                recipe.scriptsUrl(),
                S2iIncremental.FALSE,
                null,
                recipe.runtimeImage(),
                recipe.runtimeArtifacts(),
                recipe.allowedUids(),
                recipe.assembleUser(),
                false,
                null,
                null,
                recipe.applicationName(),
                recipe.description(),
                file == null ? "Dockerfile" : file,
                null,
                null,
                null,
                null);
        return new BuildRequest(
                "generate",
                "",
                new Source(".", null, null),
                build,
                new Recipe(null, null, null, null, false, false, null),
                new Destination(List.of(), false, List.of(), null, null),
                new Builder(""),
                null,
                registries.registries(),
                ProgressStyle.PLAIN,
                null);
    }
}
