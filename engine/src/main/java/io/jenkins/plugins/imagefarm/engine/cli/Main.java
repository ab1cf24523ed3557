package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program {@code image-farm}: the engine for a person at a terminal, and for Jenkins through {@code run}. */
@Command(
        name = "image-farm",
        description = "Builds container images on BuildKit, Docker and Podman.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Main {
    public static void main(String[] arguments) {
        System.exit(commandLine(System.in, System.out, System.err).execute(arguments));
    }

    static CommandLine commandLine(InputStream in, PrintStream out, PrintStream err) {
        CommandLine farm = new CommandLine(new FarmCommand())
                .addSubcommand(new FarmBuildCommand(in, out, err))
                .addSubcommand(new FarmStatusCommand(out))
                .addSubcommand(new FarmPlatformsCommand(out))
                .addSubcommand(new FarmPruneCommand(out));
        CommandLine s2i = new CommandLine(new S2iCommand())
                .addSubcommand(new S2iBuildCommand(in, out, err))
                .addSubcommand(new S2iRebuildCommand(in, out, err))
                .addSubcommand(new S2iCreateCommand())
                .addSubcommand(new S2iGenerateCommand(in, out, err))
                .addSubcommand(new S2iUsageCommand(in, out, err))
                .addSubcommand(new S2iValidateCommand(in, out, err));
        CommandLine commandLine = new CommandLine(new Main())
                .addSubcommand(new BuildCommand(in, out, err))
                .addSubcommand(farm)
                .addSubcommand(s2i)
                .addSubcommand(new RunCommand())
                .addSubcommand(new InquireCommand(in, out))
                .addSubcommand(new JudgeCommand(in, out, err))
                .setOut(new PrintWriter(out, true)) // for all commands that are there by now
                .setErr(new PrintWriter(err, true));
        commandLine.setParameterExceptionHandler(UsageMistake::tell);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ProblemException told) {
                command.getErr().println("ERROR: " + told.problem());
                return ExitCode.of(told.problem().fault());
            }
            command.getErr().println("ERROR: The engine has an error of its own. Please report it:");
            failure.printStackTrace(command.getErr());
            return ExitCode.SERVICE_FAULT;
        });
        return commandLine;
    }

    /** The version is the jar's; a class folder has none. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"image-farm " + (version == null ? "(development)" : version)};
        }
    }
}
