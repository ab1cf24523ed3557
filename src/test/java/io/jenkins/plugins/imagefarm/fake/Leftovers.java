package io.jenkins.plugins.imagefarm.fake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.FilePath;
import hudson.slaves.WorkspaceList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What builds leave behind on this machine. */
public final class Leftovers {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Leftovers() {}

    /** No process of a build, and nothing in the temporary folder of its workspace; at once, or very soon. */
    public static void assertNone(FilePath workspace) throws Exception {
        Path temporary = Path.of(WorkspaceList.tempDir(workspace).getRemote());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!(processes(temporary).isEmpty() && files(temporary).isEmpty()) && System.nanoTime() < end) {
            Thread.sleep(100);
        }
        assertEquals(List.of(), processes(temporary));
        assertEquals(List.of(), files(temporary));
    }

    /** Command lines of processes that have a build's folder in them. */
    public static List<String> processes(Path temporary) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(line -> line.contains(temporary + "/image-farm-"))
                .toList();
    }

    private static List<String> files(Path temporary) throws Exception {
        if (!Files.exists(temporary)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(temporary)) {
            return files.map(Path::toString).toList();
        }
    }
}
