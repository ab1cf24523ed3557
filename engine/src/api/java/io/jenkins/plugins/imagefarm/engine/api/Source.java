package io.jenkins.plugins.imagefarm.engine.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * @param contexts further contexts by the names that FROM, COPY and RUN have for them
 */
public record Source(
        String context, String dockerfile, String dockerfileText, GitSource git, Map<String, NamedContext> contexts) {
    private static final Pattern ABSOLUTE = Pattern.compile("[/\\\\].*|[A-Za-z]:.*");

    public Source {
        Objects.requireNonNull(context, "context");
        contexts = contexts == null ? Map.of() : named(contexts);
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

    /** Without further contexts. */
    public Source(String context, String dockerfile, String dockerfileText, GitSource git) {
        this(context, dockerfile, dockerfileText, git, Map.of());
    }

    /** The same with these further contexts. */
    public Source with(Map<String, NamedContext> others) {
        return new Source(context, dockerfile, dockerfileText, git, others);
    }

    private static Map<String, NamedContext> named(Map<String, NamedContext> given) {
        Map<String, NamedContext> contexts = new HashMap<>();
        given.forEach((name, context) -> {
            if (contexts.put(NamedContext.name(name), context) != null) {
                throw new ProblemException(
                        Problem.user("There are two build contexts '" + NamedContext.name(name) + "'", "Remove one."));
            }
        });
        return Map.copyOf(contexts);
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
