package io.jenkins.plugins.imagefarm.engine.attest;

import io.jenkins.plugins.imagefarm.engine.api.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Copies of attestations, which outlive what was built.
 *
 * @param folder for them, made when there is one; null for none
 */
record StatementCopies(Path folder) {
    /** Writes a file that is not there yet. */
    @FunctionalInterface
    interface Copy {
        void to(Path file) throws IOException;
    }

    /**
     * @param number tells those apart that are about the same
     * @return the statement with the name of its copy
     */
    Statement keep(Statement statement, int number, Copy copy) throws IOException {
        if (folder == null) {
            return statement;
        }
        String file =
                statement.platform().toString().replace('/', '-') + "-" + statement.kind() + "-" + number + ".json";
        copy.to(Files.createDirectories(folder).resolve(file));
        return new Statement(statement.platform(), statement.predicateType(), statement.digest(), file);
    }
}
