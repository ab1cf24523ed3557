package io.jenkins.plugins.imagefarm.fake;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;

/** The process of a RUN on a daemon of this machine: a {@code sleep} for a time that no other sleeps, by which it is found. */
public final class RunProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final String marker = "3600." + Math.abs(UUID.randomUUID().hashCode());

    public String command() {
        return "sleep " + marker;
    }

    /** @param count how many there are to be */
    public void await(int count) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (count() != count) {
            assertTrue(System.nanoTime() < end, count() + " processes of RUN, not " + count);
            Thread.sleep(100);
        }
    }

    /** Also where it is emulated, by an interpreter that has the command as its arguments. */
    private long count() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> read(process.resolve("cmdline")).endsWith("sleep\0" + marker + "\0"))
                    .count();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // no process, or one that has ended
        }
    }
}
