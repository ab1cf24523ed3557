package io.jenkins.plugins.imagefarm.engine.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The process of a RUN that waits, wherever its daemon runs it: every process of this machine is in {@code /proc}, also those
 * in containers. It is known by an argument that no other process has.
 */
final class StepProcess {
    private static final String WAIT = "wait";

    private final String marker = "step-" + UUID.randomUUID();

    /** The RUN instruction whose process this is; it ends by itself only long after any test. */
    String instruction() {
        return "RUN " + command();
    }

    /** Instructions that wait as long as the context has a file, which {@link #endFirstTry} removes. */
    String firstTryOnly(Path context) throws IOException {
        Files.writeString(context.resolve(WAIT), "");
        return "COPY . /context\nRUN if [ -e /context/" + WAIT + " ]; then " + command() + "; fi; echo second try";
    }

    /** The process that waits goes on; the next try has none. */
    void endFirstTry(Path context) throws IOException {
        Files.delete(context.resolve(WAIT));
    }

    /** To be part of a RUN instruction. */
    String command() {
        return "echo waiting; sleep 3600; : " + marker;
    }

    void awaitStart() throws Exception {
        Eventually.holds("the RUN has a process", this::isRunning);
    }

    void awaitEnd() throws Exception {
        Eventually.holds("the process of the RUN is gone", () -> !isRunning());
    }

    boolean isRunning() throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (commandLine(process).contains(marker)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String commandLine(Path process) {
        try {
            return new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }
}
