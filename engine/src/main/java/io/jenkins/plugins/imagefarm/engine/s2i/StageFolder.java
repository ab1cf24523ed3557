package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Where the context of a Dockerfile is put together.
 *
 * @param isKept whether it is what the user wants; else it goes when the build has ended
 * @param isNew whether it was not there before
 */
record StageFolder(Path path, boolean isKept, boolean isNew) implements AutoCloseable {
    /**
     * @param wanted a folder that is empty or does not exist; null for one of its own
     * @param parent of one of its own; null for where this machine's temporary files are
     */
    static StageFolder open(String wanted, Path parent) {
        try {
            if (wanted == null) {
                Path own = parent == null
                        ? Files.createTempDirectory("image-farm-s2i-")
                        : Files.createTempDirectory(parent, "image-farm-s2i-");
                return new StageFolder(own, false, true);
            }
            boolean isNew = !Files.exists(Path.of(wanted));
            Path path = Files.createDirectories(Path.of(wanted));
            try (var files = Files.list(path)) {
                if (files.findAny().isPresent()) {
                    throw S2iFailure.user(
                            S2iReason.DOCKERFILE_CREATION_FAILED,
                            "The folder '" + wanted + "' for the Dockerfile is not empty",
                            "Give one that is empty, or that does not exist.");
                }
            }
            return new StageFolder(path, true, isNew);
        } catch (IOException e) {
            throw new S2iFailure(
                    S2iReason.DOCKERFILE_CREATION_FAILED,
                    Problem.user(
                            "No Dockerfile can be written" + (wanted == null ? "" : " to '" + wanted + "'") + ": "
                                    + IoReason.of(e),
                            ""),
                    e);
        }
    }

    /** Nothing is kept of a build that could not be performed. */
    void discard() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    folder.toFile().setWritable(true, true);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                    if (isNew || !folder.equals(path)) {
                        Files.delete(folder);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // It stays, under a name that says whose it is; how the build ended is what matters.
        }
    }

    @Override
    public void close() {
        if (!isKept) {
            discard();
        }
    }
}
