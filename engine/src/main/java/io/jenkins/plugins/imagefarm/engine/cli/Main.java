package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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
        System.exit(execute(System.in, System.out, System.err, arguments));
    }

    /** @return the exit code */
    static int execute(InputStream in, PrintStream out, PrintStream err, String... arguments) {
        return arguments.length == 2 && arguments[0].equals(RunCommand.NAME)
                ? run(Path.of(arguments[1]), err)
                : command(in, out, err, arguments);
    }

    private static int run(Path directory, PrintStream err) {
        try {
            return new RunCommand(directory).run();
        } catch (Exception e) {
            return failed(e, new PrintWriter(err, true));
        }
    }

    private static int command(InputStream in, PrintStream out, PrintStream err, String... arguments) {
        CommandLine commandLine = commands(in, out, err)
                .commandLine(List.of(arguments))
                .setOut(new PrintWriter(out, true)) // for all commands that are there by now
                .setErr(new PrintWriter(err, true));
        commandLine.setParameterExceptionHandler(UsageMistake::tell);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command.getErr()));
        return commandLine.execute(arguments);
    }

    /** @return the exit code */
    private static int failed(Exception failure, PrintWriter err) {
        if (failure instanceof ProblemException told) {
            err.println("ERROR: " + told.problem());
            return ExitCode.of(told.problem().fault());
        }
        err.println("ERROR: The engine has an error of its own. Please report it:");
        failure.printStackTrace(err);
        return ExitCode.SERVICE_FAULT;
    }

    private static CommandTree<Main> commands(InputStream in, PrintStream out, PrintStream err) {
        return CommandTree.of(
                Main.class,
                Main::new,
                CommandTree.of(BuildCommand.class, () -> new BuildCommand(in, out, err)),
                CommandTree.of(
                        FarmCommand.class,
                        FarmCommand::new,
                        CommandTree.of(FarmBuildCommand.class, () -> new FarmBuildCommand(in, out, err)),
                        CommandTree.of(FarmStatusCommand.class, () -> new FarmStatusCommand(out)),
                        CommandTree.of(FarmPlatformsCommand.class, () -> new FarmPlatformsCommand(out)),
                        CommandTree.of(FarmPruneCommand.class, () -> new FarmPruneCommand(out))),
                CommandTree.of(
                        S2iCommand.class,
                        S2iCommand::new,
                        CommandTree.of(S2iBuildCommand.class, () -> new S2iBuildCommand(in, out, err)),
                        CommandTree.of(S2iRebuildCommand.class, () -> new S2iRebuildCommand(in, out, err)),
                        CommandTree.of(S2iCreateCommand.class, S2iCreateCommand::new),
                        CommandTree.of(S2iGenerateCommand.class, () -> new S2iGenerateCommand(in, out, err)),
                        CommandTree.of(S2iUsageCommand.class, () -> new S2iUsageCommand(in, out, err)),
                        CommandTree.of(S2iValidateCommand.class, () -> new S2iValidateCommand(in, out, err))),
                CommandTree.of(InquireCommand.class, () -> new InquireCommand(in, out)),
                CommandTree.of(JudgeCommand.class, () -> new JudgeCommand(in, out, err)));
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
