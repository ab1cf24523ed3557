package io.jenkins.plugins.imagefarm.engine.fault;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A buildkitd of the test's own, which may be killed; {@code bin/engines} runs it with a state folder of its own. */
public final class PrivateBuildkitd implements AutoCloseable {
    private static final String NAME = "buildkitd2";

    private final Path state;

    private PrivateBuildkitd(Path state) {
        this.state = state;
    }

    /** Skips the test where there are no engines. */
    public static PrivateBuildkitd start() throws IOException, InterruptedException {
        return startIn(Files.createTempDirectory(Path.of("/tmp"), "image-farm-test"));
    }

    /** In a folder that ends with it. */
    static PrivateBuildkitd startIn(Path state) throws IOException, InterruptedException {
        Engines.buildkitdTcp();
        PrivateBuildkitd daemon = new PrivateBuildkitd(state);
        daemon.up();
        return daemon;
    }

    /** Starts it; again, with the cache it has, if it was killed. */
    void up() throws IOException, InterruptedException {
        engines("up", NAME);
    }

    public Builder builder() {
        return new Builder("unix://" + state.resolve(NAME).resolve("buildkitd.sock"));
    }

    /** As the kernel does for want of memory: the daemon and its steps, without any warning. */
    void kill() throws IOException {
        String recorded = Files.readString(state.resolve("run").resolve(NAME + ".pid"));
        long pid = Long.parseLong(recorded.substring(0, recorded.indexOf(' ')));
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        engines("down");
        try (var files = Files.walk(state)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void engines(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of("..", "bin", "engines").toAbsolutePath().toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("IMAGE_FARM_ENGINES", state.toString());
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }
}
