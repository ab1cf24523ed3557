package io.jenkins.plugins.imagefarm.engine.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code image-farm s2i}: source and a builder image in, an application image out. */
@Command(
        name = "s2i",
        description = "Build application images from source, as source-to-image does.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class S2iCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine own = spec.commandLine();
        throw new ParameterException(
                own, "Say what to do: " + String.join(", ", own.getSubcommands().keySet()) + ".");
    }
}
