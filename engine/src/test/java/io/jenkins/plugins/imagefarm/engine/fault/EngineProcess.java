package io.jenkins.plugins.imagefarm.engine.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The engine as a program of its own, with a folder for temporary files that nothing else uses. */
final class EngineProcess implements AutoCloseable {
    private final Process process;
    private final Path output;
    private final Path temporary;

    private EngineProcess(Process process, Path output, Path temporary) {
        this.process = process;
        this.output = output;
        this.temporary = temporary;
    }

    /** @param folder where its output and its temporary files go */
    static EngineProcess start(Path folder, String... arguments) throws IOException {
        return start(folder, Map.of(), arguments);
    }

    static EngineProcess start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Path temporary = Files.createTempDirectory(folder, "tmp");
        // A shell that runs tests in the background has its children ignore SIGINT; the JVM would respect that.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT,TERM"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path")));
        command.add("io.jenkins.plugins.imagefarm.engine.cli.Main");
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new EngineProcess(process, output, temporary);
    }

    long pid() {
        return process.pid();
    }

    /** @param name without SIG, for instance TERM */
    void signal(String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid())
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("kill ended with " + exit);
        }
    }

    int exitCode() throws Exception {
        if (!process.waitFor(Eventually.SOON.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the engine did not end:\n" + output());
        }
        return process.exitValue();
    }

    /** Standard output and standard error together. */
    String output() throws IOException {
        return Files.readString(output);
    }

    List<Path> temporaryFiles() throws IOException {
        try (var files = Files.list(temporary)) {
            return files.toList();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
