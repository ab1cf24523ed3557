package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The source of an application. Files of it that mean something to s2i are read only if they really lie inside. */
final class SourceFolder {
    private final Path source;
    private final Path root;

    /**
     * @param source a folder
     * @param contextDir the folder of it that counts; empty for itself
     */
    SourceFolder(String source, String contextDir) {
        Path folder = DiskName.path(source);
        if (!Files.isDirectory(folder)) {
            throw S2iFailure.user(
                    S2iReason.FETCH_SOURCE_FAILED,
                    "The source '" + source + "' " + (Files.exists(folder) ? "is not a folder" : "does not exist"),
                    "Give the folder that holds the application.");
        }
        this.source = real(folder);
        this.root = contextDir.isEmpty()
                ? this.source
                : inside(contextDir)
                        .filter(Files::isDirectory)
                        .orElseThrow(() -> S2iFailure.user(
                                S2iReason.FETCH_SOURCE_FAILED,
                                "The context directory '" + contextDir + "' is not a folder of the source '" + source
                                        + "'",
                                "Give a path relative to the source."));
    }

    /** What is built. */
    Path root() {
        return root;
    }

    /** A text of what is built; empty if there is no such file. */
    Optional<String> text(String name) {
        return file(root, name).map(file -> new String(read(file), StandardCharsets.UTF_8));
    }

    /** A file of what is built; empty if there is none. */
    Optional<Path> file(String name) {
        return file(root, name);
    }

    /** A folder of the whole source; empty if there is none. */
    Optional<Path> folder(String name) {
        return inside(name).filter(Files::isDirectory);
    }

    /** A file of one of these folders. */
    Optional<Path> file(Path folder, String name) {
        Path file = folder.resolve(name);
        return Files.isRegularFile(file) && real(file).startsWith(source) ? Optional.of(file) : Optional.empty();
    }

    static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new S2iFailure(
                    S2iReason.FETCH_SOURCE_FAILED,
                    Problem.user(DiskName.of(file) + " cannot be read: " + IoReason.of(e), ""),
                    e);
        }
    }

    /** A path in the source, or an absolute one that leads into it; empty if it does not exist or lies elsewhere. */
    private Optional<Path> inside(String path) {
        try {
            Path found = source.resolve(path);
            return Files.exists(found) && real(found).startsWith(source) ? Optional.of(real(found)) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new S2iFailure(
                    S2iReason.FETCH_SOURCE_FAILED,
                    Problem.user(DiskName.of(path) + " cannot be read: " + IoReason.of(e), ""),
                    e);
        }
    }
}
