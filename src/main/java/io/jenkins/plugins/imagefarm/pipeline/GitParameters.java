package io.jenkins.plugins.imagefarm.pipeline;

import io.jenkins.plugins.imagefarm.config.GitRepository;
import io.jenkins.plugins.imagefarm.engine.api.GitContext;
import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a step's files come from Git, and of which repository: it may be named in three ways.
 *
 * @param expand replaces variables
 */
record GitParameters(DockerfileStep step, UnaryOperator<String> expand) {
    private static final Pattern GITHUB_REPO = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+");

    /**
     * A repository's files.
     *
     * @param folder of the repository that is the context
     */
    record Files(GitSource source, String folder) {}

    /**
     * @return empty if the files are in the workspace
     * @throws ProblemException if what is given has no meaning, or more than one
     */
    Optional<Files> files() {
        String context = Objects.requireNonNullElse(expand(step.getContext()), ".");
        Optional<GitContext> inContext = GitContext.find(context);
        GitRepository git = step.getGit();
        String url = git == null ? null : expand(git.getUrl());
        String github = githubUrl();
        long names = Stream.of(inContext.orElse(null), url, github)
                .filter(Objects::nonNull)
                .count();
        if (names > 1) {
            throw refused(Messages.GitParameters_twice());
        }
        if (names == 0 && git != null) {
            throw refused(Messages.GitParameters_noUrl());
        }
        if (names == 0) {
            if (step.isTagWithCommit()) {
                throw refused(Messages.GitParameters_noCommit());
            }
            return Optional.empty();
        }
        GitUrl repository = inContext.map(GitContext::url).orElseGet(() -> GitUrl.valueOf(url == null ? github : url));
        GitSource source = new GitSource(
                repository,
                ref(inContext.map(GitContext::ref).orElse(""), git),
                git != null && git.isSubmodules(),
                step.isTagWithCommit(),
                git == null ? "" : git.knownHostLines());
        return Optional.of(new Files(source, inContext.map(GitContext::folder).orElse(context)));
    }

    private String ref(String inContext, GitRepository git) {
        String given = git == null ? null : expand(git.getRef());
        if (given == null) {
            return inContext;
        }
        if (!inContext.isEmpty()) {
            throw refused(Messages.GitParameters_refTwice());
        }
        return given;
    }

    private String githubUrl() {
        String repo = expand(step.getGithubRepo());
        return repo == null ? null : githubUrl(repo);
    }

    /** @throws ProblemException if it is not of the form {@code org/name} */
    static String githubUrl(String repo) {
        if (!GITHUB_REPO.matcher(repo).matches()) {
            throw refused(Messages.GitParameters_githubRepo(repo));
        }
        return "https://github.com/" + repo + (repo.endsWith(".git") ? "" : ".git");
    }

    /** @return null for nothing, also if only a variable's value is nothing */
    private String expand(String text) {
        String value = text == null ? "" : expand.apply(text).strip();
        return value.isEmpty() ? null : value;
    }

    private static ProblemException refused(String why) {
        return new ProblemException(Problem.user(why, ""));
    }
}
