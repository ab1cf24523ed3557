package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file that a command line, or a file of it, names. */
final class FileArgument {
    private FileArgument() {}

    /** @return null for null */
    static String absolute(String path) {
        return path == null ? null : path(path).toAbsolutePath().normalize().toString();
    }

    /** @throws ProblemException if no file can have this name */
    static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new ProblemException(Problem.user("'" + text + "' is not a file's name: " + e.getReason(), ""), e);
        }
    }

    /**
     * @return null for null
     * @throws ProblemException if it cannot be read; its text does not show what is in it
     */
    static String text(String file) {
        return file == null ? null : text(path(file));
    }

    /** @throws ProblemException if it cannot be read; its text does not show what is in it */
    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ProblemException(Problem.user("'" + file + "' cannot be read: " + IoReason.of(e), ""), e);
        }
    }
}
