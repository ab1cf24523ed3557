package io.jenkins.plugins.imagefarm.engine.farm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A folder beside a file that is to be made, so that it can be moved there at once; it goes with all that is left in it. */
record WorkFolder(Path path) implements AutoCloseable {
    static WorkFolder beside(Path file) throws IOException {
        Path parent = Files.createDirectories(file.getParent());
        return new WorkFolder(Files.createTempDirectory(parent, ".imagefarm-"));
    }

    @Override
    public void close() throws IOException {
        List<Path> files;
        try (var all = Files.walk(path)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
