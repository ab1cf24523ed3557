package io.jenkins.plugins.imagefarm.engine.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code image-farm farm}: what is done on several nodes. */
@Command(
        name = "farm",
        description = "Build on several nodes, and look after them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class FarmCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        CommandLine own = spec.commandLine();
        throw new ParameterException(
                own, "Say what to do: " + String.join(", ", own.getSubcommands().keySet()) + ".");
    }
}
