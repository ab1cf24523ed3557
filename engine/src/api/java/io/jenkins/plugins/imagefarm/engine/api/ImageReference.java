package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of an image, in full: {@code registry/repository:tag@digest}. The grammar is that of the distribution
 * project's {@code reference} package; short names are completed as Docker does ({@code busybox} is
 * {@code docker.io/library/busybox:latest}).
 *
 * @param registry host and optional port
 * @param repository path below the registry, lower case
 * @param tag null only when there is a digest
 * @param digest null unless the reference is pinned
 */
public record ImageReference(String registry, String repository, String tag, Digest digest) {
    private static final String DOCKER_HUB = "docker.io";
    private static final int LONGEST_NAME = 255;

    private static final Pattern REGISTRY = Pattern.compile("(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
            + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?");
    private static final Pattern REPOSITORY =
            Pattern.compile("[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[\\w][\\w.-]{0,127}");

    public ImageReference {
        Objects.requireNonNull(registry, "registry");
        Objects.requireNonNull(repository, "repository");
        if (tag == null && digest == null) {
            tag = "latest";
        }
    }

    /** @throws ProblemException if the text is not an image name; the cause says which part is wrong */
    public static ImageReference valueOf(String text) {
        if (text == null || text.isBlank()) {
            throw invalid(text, "it is empty");
        }
        String rest = text;
        Digest digest = null;
        int at = rest.indexOf('@');
        if (at >= 0) {
            digest = Digest.valueOf(rest.substring(at + 1));
            rest = rest.substring(0, at);
        }
        String tag = null;
        int colon = rest.lastIndexOf(':');
        if (colon > rest.lastIndexOf('/')) {
            tag = rest.substring(colon + 1);
            rest = rest.substring(0, colon);
            if (!TAG.matcher(tag).matches()) {
                throw invalid(text, "the tag may hold only letters, digits, '_', '.' and '-', at most 128 of them");
            }
        }
        int slash = rest.indexOf('/');
        String first = slash < 0 ? "" : rest.substring(0, slash);
        boolean named = first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
        String registry = named ? first : DOCKER_HUB;
        String repository = named ? rest.substring(slash + 1) : rest;
        if (registry.equals("index.docker.io")) {
            registry = DOCKER_HUB;
        }
        if (!REGISTRY.matcher(registry).matches()) {
            throw invalid(text, "'" + registry + "' is not a registry's host");
        }
        if (!REPOSITORY.matcher(repository).matches()) {
            throw invalid(
                    text,
                    repository.equals(repository.toLowerCase(Locale.ROOT))
                            ? "the repository may hold only lower-case letters, digits and single separators . _ - /"
                            : "the repository must be in lower case");
        }
        if (registry.equals(DOCKER_HUB) && !repository.contains("/")) {
            repository = "library/" + repository;
        }
        if (registry.length() + 1 + repository.length() > LONGEST_NAME) {
            throw invalid(text, "it is longer than " + LONGEST_NAME + " characters");
        }
        return new ImageReference(registry, repository, tag, digest);
    }

    private static ProblemException invalid(String text, String why) {
        return new ProblemException(Problem.user(
                "'" + (text == null ? "" : text) + "' is not an image name: " + why,
                "Use a name such as registry.example.com/team/app:1.0."));
    }

    /** Registry and repository, without tag and digest. */
    public String name() {
        return registry + "/" + repository;
    }

    public ImageRepository in() {
        return new ImageRepository(registry, repository);
    }

    public ImageReference withDigest(Digest pinned) {
        return new ImageReference(registry, repository, tag, pinned);
    }

    @Override
    public String toString() {
        return name() + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }
}
