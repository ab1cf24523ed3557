package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.build.Closest;
import java.util.Collection;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that is wrong, told in one line: picocli's own way is the whole help text. */
final class UsageMistake {
    private UsageMistake() {}

    /** @return the exit code */
    static int tell(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        String cause = mistake instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched, command)
                : sentence(String.valueOf(mistake.getMessage()));
        command.getErr()
                .println("ERROR: " + cause + " See " + command.getCommandSpec().qualifiedName() + " --help.");
        return ExitCode.USAGE;
    }

    private static String unknown(UnmatchedArgumentException mistake, CommandLine command) {
        String argument = mistake.getUnmatched().get(0);
        if (argument.startsWith("-")) {
            String name = argument.replaceFirst("=.*", "");
            Optional<String> advice = command.getCommand() instanceof KnowsForeignOptions knowing
                    ? knowing.insteadOf(name)
                    : Optional.empty();
            if (advice.isPresent()) {
                return "There is no option '" + name + "' here. " + advice.get();
            }
            return "Unknown option '" + name + "'."
                    + suggestion(name, command.getCommandSpec().optionsMap().keySet());
        }
        if (command.getSubcommands().isEmpty()) {
            return "There is no place for '" + argument + "'.";
        }
        return "Unknown command '" + argument + "'."
                + suggestion(argument, command.getSubcommands().keySet());
    }

    private static String suggestion(String name, Collection<String> known) {
        return Closest.of(name, known)
                .map(match -> " Did you mean '" + match + "'?")
                .orElse("");
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }
}
