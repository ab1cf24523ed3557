package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Standard input as a file, for as long as it is needed: a build that is tried again reads it again.
 *
 * @param path null for none
 */
record InputFile(Path path) implements AutoCloseable {
    static InputFile none() {
        return new InputFile(null);
    }

    /** @throws ProblemException if it cannot be read or kept */
    static InputFile of(InputStream input) {
        try {
            InputFile file = new InputFile(Files.createTempFile("image-farm-context-", ".tar"));
            try {
                Files.copy(input, file.path, StandardCopyOption.REPLACE_EXISTING);
                return file;
            } catch (IOException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.service("The context cannot be read from standard input: " + IoReason.of(e), ""), e);
        }
    }

    @Override
    public void close() {
        try {
            if (path != null) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
