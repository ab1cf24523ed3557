package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.stream.Stream;

/**
 * What an image is to be called, as people say it: by names in full, or by repositories and tags, each of which is meant in each of
 * those.
 *
 * @param tags all names that are known now
 * @param repositories in which the image gets them, or will get a name once more is known
 */
public record ImageNames(List<ImageReference> tags, List<ImageRepository> repositories) {
    public ImageNames {
        tags = List.copyOf(tags);
        repositories = List.copyOf(repositories);
    }

    /**
     * @param repositories if there are any, a tag without {@code /}, {@code :} and {@code @} is one of each of them, and without
     *     such a tag they get {@code latest}
     * @param tags names in full, or tags of the repositories
     * @param commit the repositories get a commit as a tag later, so they need no other
     * @throws ProblemException if one of them is not what it should be
     */
    public static ImageNames of(List<String> repositories, List<String> tags, boolean commit) {
        List<ImageRepository> all =
                repositories.stream().map(ImageRepository::valueOf).toList();
        List<String> bare =
                tags.stream().filter(tag -> !all.isEmpty() && isBare(tag)).toList();
        List<String> products = bare.isEmpty() && !commit ? List.of("latest") : bare;
        Stream<ImageReference> full =
                tags.stream().filter(tag -> !bare.contains(tag)).map(ImageNames::full);
        Stream<ImageReference> named =
                all.stream().flatMap(repository -> products.stream().map(repository::tagged));
        return new ImageNames(Stream.concat(full, named).distinct().toList(), all);
    }

    private static ImageReference full(String tag) {
        ImageReference image = ImageReference.valueOf(tag);
        if (image.digest() != null) {
            throw new ProblemException(Problem.user(
                    "'" + tag + "' has a digest, which nobody can give an image",
                    "Name it by a tag: its digest is told then."));
        }
        return image;
    }

    /** Whether it is a tag alone, where it could be. */
    public static boolean isBare(String tag) {
        return tag.chars().noneMatch(c -> c == '/' || c == ':' || c == '@');
    }
}
