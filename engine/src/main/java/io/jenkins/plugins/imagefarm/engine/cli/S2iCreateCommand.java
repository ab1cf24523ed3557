package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.s2i.BuilderScaffold;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code image-farm s2i create}: the beginning of a builder image. */
@Command(
        name = "create",
        description =
                "Write what a new builder image begins with: a Dockerfile, its scripts, and an application to try it with.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  image-farm s2i create registry.example.com/builders/site:1 site-builder"})
final class S2iCreateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the builder image, registry/repository:tag.")
    private String name;

    @Parameters(index = "1", paramLabel = "FOLDER", description = "A folder that is empty, or that does not exist.")
    private String folder;

    @Override
    public Integer call() {
        new BuilderScaffold(ImageReference.valueOf(name)).write(FileArgument.path(folder));
        return ExitCode.SUCCESS;
    }
}
