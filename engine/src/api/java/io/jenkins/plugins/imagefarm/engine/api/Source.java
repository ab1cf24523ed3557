package io.jenkins.plugins.imagefarm.engine.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What is built.
 *
 * @param context the build context: an absolute folder on the machine of the engine, or with {@code git} a folder in the
 *     repository, where {@code .} is all of it
 * @param dockerfile the Dockerfile, relative to the context unless absolute; it may lie outside the context, but not outside a
 *     repository
 * @param dockerfileText the Dockerfile's text itself, null unless it is used instead of a file
 * @param git where the files come from; null if they are in the context
 */
public record Source(String context, String dockerfile, String dockerfileText, GitSource git) {
    private static final Pattern ABSOLUTE = Pattern.compile("[/\\\\].*|[A-Za-z]:.*");

    public Source {
        Objects.requireNonNull(context, "context");
        dockerfile = dockerfile == null || dockerfile.isEmpty() ? "Dockerfile" : dockerfile;
        if (git != null) {
            context = inRepository(context, git);
            if (ABSOLUTE.matcher(dockerfile).matches()) {
                throw new ProblemException(Problem.user(
                        "The Dockerfile '" + dockerfile + "' is not in the repository " + git.url(),
                        "Give its path relative to the context, or its text."));
            }
        }
    }

    /** Of files that are there. */
    public Source(String context, String dockerfile, String dockerfileText) {
        this(context, dockerfile, dockerfileText, null);
    }

    private static String inRepository(String folder, GitSource git) {
        List<String> parts = new ArrayList<>(List.of(folder.strip().split("[/\\\\]+")));
        if (ABSOLUTE.matcher(folder.strip()).matches()
                || parts.contains("..")
                || parts.stream().anyMatch(".git"::equalsIgnoreCase)) {
            throw new ProblemException(Problem.user(
                    "The context '" + folder + "' is not a folder of the repository " + git.url(),
                    "Give a path from the repository's root, without '..'."));
        }
        parts.removeIf(part -> part.isEmpty() || part.equals("."));
        return parts.isEmpty() ? "." : String.join("/", parts);
    }
}
