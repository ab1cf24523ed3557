package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.GitContext;
import io.jenkins.plugins.imagefarm.engine.api.NamedContext;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is built. */
final class SourceOptions {
    private static final String INPUT = "-";

    @Parameters(
            paramLabel = "PATH",
            description = {
                "The build context: a folder, a tar archive (- reads it from standard input), or a Git repository:",
                "https://host/org/repo.git#ref:folder or git@host:org/repo.git#ref:folder."
            })
    private String context;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description =
                    "The Dockerfile, in an archive or repository its path there; - reads its text from standard input. Default: PATH/Dockerfile.")
    private String file;

    @Option(
            names = "--build-context",
            paramLabel = "NAME=CONTEXT",
            description = {
                "A further context that FROM and COPY --from reach by its name: a folder, docker-image://IMAGE, oci-layout://FOLDER:TAG, or the URL",
                "of a Git repository, an archive or a file, which the builder fetches. May be repeated."
            })
    private List<String> contexts = new ArrayList<>();

    boolean readsInput() {
        return isInput(file) || isInput(context);
    }

    private static boolean isInput(String name) {
        return INPUT.equals(name);
    }

    /** What is on standard input, if that is the context. */
    InputFile archive(InputStream input) {
        if (isInput(file) && isInput(context)) {
            throw new ProblemException(Problem.user(
                    "The context and the Dockerfile are both to be read from standard input", "Put one into a file."));
        }
        return isInput(context) ? InputFile.of(input) : InputFile.none();
    }

    /**
     * @param git what is known of the repository, if the context is one
     * @param archive the context, if it was read from standard input
     */
    Source source(GitOptions git, InputFile archive, InputStream input) {
        Optional<GitContext> repository = GitContext.find(context);
        String text = isInput(file) ? text(input) : null;
        String given = isInput(file) ? null : file;
        String place = archive.path() == null ? context : archive.path().toString();
        return files(place, repository, given, text, git).with(contexts());
    }

    private Map<String, NamedContext> contexts() {
        Map<String, NamedContext> named = new HashMap<>();
        Pairs.of(contexts)
                .forEach((name, location) ->
                        named.put(name, NamedContext.valueOf(location).in(FileArgument::absolute)));
        return named;
    }

    private static Source files(
            String place, Optional<GitContext> repository, String given, String text, GitOptions git) {
        return repository
                .map(found -> new Source(found.folder(), given, text, git.source(found)))
                .orElseGet(() -> {
                    boolean inArchive = Files.isRegularFile(FileArgument.path(place));
                    return new Source(
                            FileArgument.absolute(place), inArchive ? given : FileArgument.absolute(given), text);
                });
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
