package io.jenkins.plugins.imagefarm.engine.source;

import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;

/** A folder for files that a source is brought as; it goes with all that is in it. */
public record WorkFolder(Path path, Consumer<String> problems) implements AutoCloseable {
    /**
     * @param parent null for where this machine's temporary files are
     * @param problems told if it cannot be removed, which is no reason for a build to fail
     */
    public static WorkFolder in(Path parent, Consumer<String> problems) throws IOException {
        String prefix = "image-farm-source-";
        return new WorkFolder(
                parent == null ? Files.createTempDirectory(prefix) : Files.createTempDirectory(parent, prefix),
                problems);
    }

    /** An empty folder in it. */
    public Path newFolder(String name) throws IOException {
        return Files.createTempDirectory(path, name);
    }

    @Override
    public void close() {
        try {
            remove();
        } catch (IOException e) {
            problems.accept("#0 '" + path + "' cannot be removed: " + IoReason.of(e));
        }
    }

    private void remove() throws IOException {
        Files.walkFileTree(path, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
