package io.jenkins.plugins.imagefarm.engine.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * One run of the command line in a process of its own kind: in this JVM, with its own output.
 *
 * @param exitCode as the shell sees it
 * @param output standard output and standard error together
 */
public record CommandLineRun(int exitCode, String output) {
    public static CommandLineRun of(String... arguments) {
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(captured, true, StandardCharsets.UTF_8);
        int exitCode = Main.commandLine(out, out).execute(arguments);
        return new CommandLineRun(exitCode, captured.toString(StandardCharsets.UTF_8));
    }
}
