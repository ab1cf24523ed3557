package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.io.InputStream;

/** What Jenkins asks on standard input, where no other user of the machine can read it. */
final class StandardInput {
    private StandardInput() {}

    /**
     * What is wrong with it is not told: the text holds keys.
     *
     * @param name of what is read, for people
     */
    static <T> T read(InputStream in, Class<T> type, String name) {
        try {
            return Wire.read(in, type);
        } catch (IOException e) {
            throw e.getCause() instanceof ProblemException told
                    ? told
                    : new ProblemException(Problem.user("There is no " + name + " on standard input", ""));
        }
    }
}
