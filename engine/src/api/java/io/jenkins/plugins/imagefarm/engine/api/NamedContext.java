package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A further build context, which a Dockerfile reaches by its name: one value of buildx's {@code --build-context}.
 *
 * @param kind what it is
 * @param location of a folder its path, absolute on the machine of the engine; the same of a layout, as {@link OciLayout} has it; else as
 *     BuildKit takes it
 */
public record NamedContext(Kind kind, String location) {
    private static final String IMAGE = "docker-image://";
    private static final Pattern REMOTE = Pattern.compile("(?i)(https?|git|ssh)://.+");
    private static final Pattern PASSWORD = Pattern.compile("(?i)https?://[^/]*@.*");
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");
    private static final String LATEST = ":latest";

    /** Whose the files are. */
    public enum Kind {
        /** They are sent to the builder. */
        FOLDER,
        /** They are an image, of which the builder is sent what it asks for: see {@link OciLayout}. */
        LAYOUT,
        /** The builder pulls an image. */
        IMAGE,
        /** The builder fetches a Git repository, an archive or a file. */
        REMOTE
    }

    public NamedContext {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(location, "location");
        if (kind == Kind.IMAGE) {
            ImageReference.valueOf(location.replaceFirst("^" + IMAGE, ""));
        }
        if (kind == Kind.LAYOUT) {
            OciLayout.valueOf(location);
        }
        if (PASSWORD.matcher(location).matches()) {
            throw new ProblemException(Problem.user(
                    "The URL of a build context holds a login, which does not belong there: it is shown in logs",
                    "Check the files out, and give their folder."));
        }
    }

    /**
     * Parses a path, {@code docker-image://NAME}, {@code oci-layout://FOLDER:TAG}, or the URL of a Git repository, an archive or a file.
     *
     * @throws ProblemException if it is a URL of another kind
     */
    public static NamedContext valueOf(String text) {
        String location = text.strip();
        if (location.startsWith(IMAGE)) {
            return new NamedContext(Kind.IMAGE, location);
        }
        if (location.startsWith(OciLayout.SCHEME)) {
            return new NamedContext(Kind.LAYOUT, location);
        }
        if (REMOTE.matcher(location).matches() || GitUrl.isScp(location)) {
            return new NamedContext(Kind.REMOTE, location);
        }
        if (location.isEmpty() || SCHEME.matcher(location).matches()) {
            throw new ProblemException(
                    Problem.user(
                            "'" + text + "' is not a build context",
                            "Give a folder, docker-image://NAME, oci-layout://FOLDER:TAG, or the URL of a Git repository, an archive or a file."));
        }
        return new NamedContext(Kind.FOLDER, location);
    }

    /** @param path makes of the path of a folder the one to take in its place */
    public NamedContext in(UnaryOperator<String> path) {
        return switch (kind) {
            case FOLDER -> new NamedContext(kind, path.apply(location));
            case LAYOUT -> {
                OciLayout layout = OciLayout.valueOf(location);
                yield new NamedContext(
                        kind, layout.in(path.apply(layout.folder())).toString());
            }
            case IMAGE, REMOTE -> this;
        };
    }

    /**
     * A context's name as the Dockerfile's frontend looks for it: it may stand in the place of an image, so it is one's
     * name, in the shortest form ({@code FamiliarString} in the distribution project's {@code reference} package).
     *
     * @throws ProblemException if no context can be called so
     */
    public static String name(String text) {
        try {
            String name = ImageReference.valueOf(text.strip()).toString();
            name = name.startsWith("docker.io/") ? name.substring("docker.io/".length()) : name;
            name = name.startsWith("library/") ? name.substring("library/".length()) : name;
            return name.endsWith(LATEST) ? name.substring(0, name.length() - LATEST.length()) : name;
        } catch (ProblemException e) {
            throw new ProblemException(
                    Problem.user(
                            "'" + text + "' cannot be the name of a build context",
                            "Write what stands in FROM or COPY --from, in lower case."),
                    e);
        }
    }
}
