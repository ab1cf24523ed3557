package io.jenkins.plugins.imagefarm.engine.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
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
        return withInput("", arguments);
    }

    /** @param input standard input */
    public static CommandLineRun withInput(String input, String... arguments) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(captured, true, StandardCharsets.UTF_8);
        int exitCode = Main.execute(in, out, out, arguments);
        return new CommandLineRun(exitCode, captured.toString(StandardCharsets.UTF_8));
    }
}
