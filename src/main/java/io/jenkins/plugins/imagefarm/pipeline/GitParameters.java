package io.jenkins.plugins.imagefarm.pipeline;

import io.jenkins.plugins.imagefarm.config.GitRepository;
import io.jenkins.plugins.imagefarm.engine.api.GitContext;
import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether a step's files come from Git, and of which repository: it may be named in three ways. */
record GitParameters(ImageStep step, StepValues values) {
    private static final Pattern GITHUB_REPO = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+");

    /**
     * @return empty if the files are in the workspace
     * @throws ProblemException if what is given has no meaning, or more than one
     */
    Optional<StepFiles> files() {
        String folder = values.folder(step.folder());
        Optional<GitContext> inFolder = GitContext.find(folder);
        GitRepository git = step.getGit();
        String url = git == null ? null : values.word(git.getUrl());
        String github = githubUrl();
        long names = Stream.of(inFolder.orElse(null), url, github)
                .filter(Objects::nonNull)
                .count();
        if (names > 1) {
            throw refused(Messages.GitParameters_twice(parameter()));
        }
        if (names == 0 && git != null) {
            throw refused(Messages.GitParameters_noUrl(parameter()));
        }
        if (names == 0) {
            if (step.isTagWithCommit()) {
                throw refused(Messages.GitParameters_noCommit(parameter()));
            }
            return Optional.empty();
        }
        GitUrl repository = inFolder.map(GitContext::url).orElseGet(() -> GitUrl.valueOf(url == null ? github : url));
        GitSource source = new GitSource(
                repository,
                ref(inFolder.map(GitContext::ref).orElse(""), git),
                git != null && git.isSubmodules(),
                git != null && git.isLfs(),
                step.isTagWithCommit(),
                git == null ? "" : git.knownHostLines());
        return Optional.of(new StepFiles(inFolder.map(GitContext::folder).orElse(folder), source));
    }

    private String ref(String inFolder, GitRepository git) {
        String given = git == null ? null : values.word(git.getRef());
        if (given == null) {
            return inFolder;
        }
        if (!inFolder.isEmpty()) {
            throw refused(Messages.GitParameters_refTwice(parameter()));
        }
        return given;
    }

    private String githubUrl() {
        String repo = values.word(step.getGithubRepo());
        return repo == null ? null : githubUrl(repo);
    }

    /** @throws ProblemException if it is not of the form {@code org/name} */
    static String githubUrl(String repo) {
        if (!GITHUB_REPO.matcher(repo).matches()) {
            throw refused(Messages.GitParameters_githubRepo(repo));
        }
        return "https://github.com/" + repo + (repo.endsWith(".git") ? "" : ".git");
    }

    private String parameter() {
        return step.folder().parameter();
    }

    private static ProblemException refused(String why) {
        return new ProblemException(Problem.user(why, ""));
    }
}
