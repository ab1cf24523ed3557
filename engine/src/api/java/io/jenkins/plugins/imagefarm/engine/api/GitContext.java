package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A build context that is a Git repository, in BuildKit's form {@code https://host/org/repo.git#ref:folder}.
 *
 * @param url where the repository is
 * @param ref empty if it names none
 * @param folder within the repository; empty if it names none
 */
public record GitContext(GitUrl url, String ref, String folder) {
    private static final Pattern HTTP = Pattern.compile("(?i)https?://.*");
    private static final Pattern OTHER = Pattern.compile("(?i)(ssh|git)://.*");

    /**
     * @return empty if the text is that of a folder
     * @throws ProblemException if it is a URL, but not that of a Git repository
     */
    public static Optional<GitContext> find(String text) {
        int hash = text.indexOf('#');
        String url = hash < 0 ? text : text.substring(0, hash);
        String fragment = hash < 0 ? "" : text.substring(hash + 1);
        boolean http = HTTP.matcher(url).matches();
        if (!http && !OTHER.matcher(url).matches() && !GitUrl.isScp(url)) {
            return Optional.empty();
        }
        GitUrl repository = GitUrl.valueOf(url);
        if (http && !repository.path().endsWith(".git")) {
            throw new ProblemException(Problem.user(
                    "The context '" + url + "' is a URL, but does not end in .git as that of a Git repository",
                    "Add .git, or name the repository otherwise than as context."));
        }
        int colon = fragment.indexOf(':');
        return Optional.of(new GitContext(
                repository,
                colon < 0 ? fragment : fragment.substring(0, colon),
                colon < 0 ? "" : fragment.substring(colon + 1)));
    }

    /**
     * The same at a ref that is named elsewhere.
     *
     * @param name null or empty for none
     * @throws ProblemException if it has another one already
     */
    public GitContext at(String name) {
        if (name == null || name.isEmpty() || name.equals(ref)) {
            return this;
        }
        if (!ref.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "The source is to be at '" + ref + "', by what follows # in its URL, and at '" + name + "'",
                    "Name one of them only."));
        }
        return new GitContext(url, name, folder);
    }
}
