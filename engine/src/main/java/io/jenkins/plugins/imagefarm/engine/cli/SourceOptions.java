package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.GitContext;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is built. */
final class SourceOptions {
    @Parameters(
            paramLabel = "PATH",
            description = {
                "The build context: a folder, or a Git repository:",
                "https://host/org/repo.git#ref:folder or git@host:org/repo.git#ref:folder."
            })
    private String context;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "The Dockerfile; - reads its text from standard input. Default: PATH/Dockerfile.")
    private String file;

    @Option(
            names = "--build-context",
            paramLabel = "NAME=CONTEXT",
            description = {
                "A further context that FROM and COPY --from reach by its name: a folder, docker-image://IMAGE, or the URL",
                "of a Git repository, an archive or a file, which the builder fetches. May be repeated."
            })
    private List<String> contexts = new ArrayList<>();

    boolean readsInput() {
        return "-".equals(file);
    }

    /** @param git what is known of the repository, if the context is one */
    Source source(GitOptions git, InputStream input) {
        Optional<GitContext> repository = GitContext.find(context);
        String text = readsInput() ? text(input) : null;
        String given = readsInput() ? null : file;
        return files(repository, given, text, git).with(contexts());
    }

    private Map<String, NamedContext> contexts() {
        Map<String, NamedContext> named = new HashMap<>();
        Pairs.of(contexts).forEach((name, location) -> named.put(name, absolute(NamedContext.valueOf(location))));
        return named;
    }

    private static NamedContext absolute(NamedContext given) {
        return given.kind() == NamedContext.Kind.FOLDER
                ? new NamedContext(given.kind(), FileArgument.absolute(given.location()))
                : given;
    }

    private Source files(Optional<GitContext> repository, String given, String text, GitOptions git) {
        return repository
                .map(found -> new Source(found.folder(), given, text, git.source(found)))
                .orElseGet(() -> new Source(FileArgument.absolute(context), FileArgument.absolute(given), text));
    }

    /** Files that a builder has from one commit are good for the next one. */
    static String sharedKey(Source source) {
        return source.git() == null ? source.context() : source.git().url() + "#:" + source.context();
    }

    private static String text(InputStream input) {
        try {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ProblemException(Problem.user("The Dockerfile cannot be read from standard input", ""), e);
        }
    }
}
