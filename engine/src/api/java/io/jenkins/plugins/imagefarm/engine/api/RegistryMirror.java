package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;

/**
 * A registry that has the images of another one under the same names, for instance because it gets them there when they are wanted.
 *
 * @param host host and optional port
 * @param path that comes before the other registry's repositories; empty for none
 */
public record RegistryMirror(String host, String path) {
    private static final String ANY = "/image";

    public RegistryMirror {
        Objects.requireNonNull(host, "host");
        path = path == null ? "" : path;
    }

    /** @throws ProblemException if it is not a host with an optional port and path */
    public static RegistryMirror valueOf(String text) {
        ImageReference image = null;
        try {
            image = ImageReference.valueOf(text.strip() + ANY);
        } catch (ProblemException e) {
            // Told below, in words for a mirror.
        }
        if (image == null || !image.name().equals(text.strip() + ANY)) {
            throw new ProblemException(Problem.user(
                    "'" + text + "' is not the address of a mirror",
                    "Write host, port and path as in names of images, such as mirror.example.com:5000/hub."));
        }
        String path = ("/" + image.repository()).replaceFirst(ANY + "$", "");
        return new RegistryMirror(image.registry(), path.isEmpty() ? "" : path.substring(1));
    }

    /** Its name for an image of the other registry. */
    public ImageReference of(ImageReference image) {
        String repository = path.isEmpty() ? image.repository() : path + "/" + image.repository();
        return new ImageReference(host, repository, image.tag(), image.digest());
    }

    @Override
    public String toString() {
        return path.isEmpty() ? host : host + "/" + path;
    }
}
