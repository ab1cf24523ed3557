package io.jenkins.plugins.imagefarm.engine.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * A command and those below it, made when they are asked for: picocli reads every option by reflection, which takes longer for
 * all commands together than a small build.
 *
 * @param <C> the class of the command, annotated with its name
 */
record CommandTree<C>(Class<C> type, Supplier<C> command, List<CommandTree<?>> children) {
    static <C> CommandTree<C> of(Class<C> type, Supplier<C> command, CommandTree<?>... children) {
        return new CommandTree<>(type, command, List.of(children));
    }

    /**
     * Of the commands below only the one that the arguments begin with; all of them if they begin with none, for its help and
     * for advice.
     *
     * @param arguments what follows this command
     */
    CommandLine commandLine(List<String> arguments) {
        CommandLine commandLine = new CommandLine(command.get());
        Optional<CommandTree<?>> asked = children.stream()
                .filter(child -> arguments.stream().limit(1).anyMatch(child.name()::equals))
                .findFirst();
        if (asked.isPresent()) {
            commandLine.addSubcommand(asked.get().commandLine(arguments.subList(1, arguments.size())));
        } else {
            children.forEach(child -> commandLine.addSubcommand(child.commandLine(List.of())));
        }
        return commandLine;
    }

    private String name() {
        return type.getAnnotation(Command.class).name();
    }
}
