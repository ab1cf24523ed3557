package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is built. */
final class SourceOptions {
    @Parameters(paramLabel = "PATH", description = "The build context: a folder.")
    private String context;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The Dockerfile; - reads its text from standard input. Default: PATH/Dockerfile.")
    private String file;

    boolean readsInput() {
        return "-".equals(file);
    }

    Source source(InputStream input) {
        String folder = FileArgument.absolute(context);
        if (!readsInput()) {
            return new Source(folder, FileArgument.absolute(file), null);
        }
        try {
            return new Source(folder, null, new String(input.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ProblemException(Problem.user("The Dockerfile cannot be read from standard input", ""), e);
        }
    }
}
