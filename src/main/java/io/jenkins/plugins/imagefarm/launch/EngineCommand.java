package io.jenkins.plugins.imagefarm.launch;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.MasterToSlaveFileCallable;

/**
 * Runs a short command of the engine where it is called, from its start to its end. The process does not outlive the call: when its
 * time is up or its thread is interrupted, as Jenkins does for a caller that went away, it is killed.
 */
final class EngineCommand extends MasterToSlaveFileCallable<EngineCommand.Reply> {
    private static final Logger LOGGER = Logger.getLogger(EngineCommand.class.getName());
    private static final long serialVersionUID = 1L;

    /** What is written beyond this is not read, so that no engine can fill the agent's memory. */
    private static final int MOST = 16 << 20;

    private final InstalledEngine engine;
    private final String command;
    private final String input;
    private final Duration limit;

    /**
     * @param input for its standard input
     * @param limit after which it is killed
     */
    EngineCommand(InstalledEngine engine, String command, String input, Duration limit) {
        this.engine = engine;
        this.command = command;
        this.input = input;
        this.limit = limit;
    }

    /**
     * How the command ended.
     *
     * @param exitStatus null if it was killed because its time was up
     * @param output its standard output
     * @param errors its standard error
     */
    record Reply(@CheckForNull Integer exitStatus, String output, String errors) implements Serializable {}

    @Override
    public Reply invoke(File root, VirtualChannel channel) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(engine.java()));
        line.addAll(engine.flags());
        line.addAll(List.of("-jar", engine.jar(), command));
        ExecutorService streams = Executors.newFixedThreadPool(3);
        Process process = new ProcessBuilder(line).directory(root).start();
        try {
            // All at once, or a full pipe would hold the process up.
            Future<String> output = streams.submit(() -> read(process.getInputStream()));
            Future<String> errors = streams.submit(() -> read(process.getErrorStream()));
            streams.execute(() -> write(process.getOutputStream()));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Reply(null, "", "");
            }
            keepArchive();
            return new Reply(process.exitValue(), output.get(), errors.get());
        } catch (ExecutionException e) {
            throw new IOException("the engine's output cannot be read: " + e.getCause(), e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            streams.shutdownNow();
        }
    }

    private void write(OutputStream stream) {
        try (stream) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "An engine that ends without reading its input says why itself", e);
        }
    }

    private static String read(InputStream stream) throws IOException {
        return new String(stream.readNBytes(MOST), StandardCharsets.UTF_8);
    }

    private void keepArchive() throws IOException {
        if (!engine.newArchive().isEmpty() && Files.exists(Path.of(engine.newArchive()))) {
            Files.move(
                    Path.of(engine.newArchive()),
                    Path.of(engine.archive()),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
