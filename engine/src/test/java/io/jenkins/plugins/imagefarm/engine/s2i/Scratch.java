package io.jenkins.plugins.imagefarm.engine.s2i;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Folders for what several tests make and look at; all are gone when the tests are through. */
final class Scratch {
    private static final Path ROOT = make();

    private Scratch() {}

    static Path folder(String prefix) throws IOException {
        return Files.createTempDirectory(ROOT, prefix);
    }

    private static Path make() {
        try {
            Path root = Files.createTempDirectory("s2i-tests-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(root)));
            return root;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path root) {
        try (var files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
