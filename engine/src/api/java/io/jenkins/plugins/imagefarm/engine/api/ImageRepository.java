package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;

/**
 * A place in a registry for images, which tags tell apart: an {@link ImageReference} without tag and digest.
 *
 * @param registry host and optional port
 * @param path below the registry, lower case
 */
public record ImageRepository(String registry, String path) {
    public ImageRepository {
        Objects.requireNonNull(registry, "registry");
        Objects.requireNonNull(path, "path");
    }

    /** @throws ProblemException if the text is not the name of a repository, or has a tag or digest */
    public static ImageRepository valueOf(String text) {
        ImageReference image = ImageReference.valueOf(text);
        if (image.digest() != null || text.lastIndexOf(':') > text.lastIndexOf('/')) {
            throw new ProblemException(
                    Problem.user(
                            "'" + text + "' is an image and not a repository",
                            "Write what stands before the tag, such as registry.example.com/team/app, and the tag among the tags."));
        }
        return image.in();
    }

    /** @throws ProblemException if it is not a tag */
    public ImageReference tagged(String tag) {
        return ImageReference.valueOf(this + ":" + tag);
    }

    /** What is there by this digest. */
    public ImageReference pinned(Digest digest) {
        return new ImageReference(registry, path, null, digest);
    }

    @Override
    public String toString() {
        return registry + "/" + path;
    }
}
