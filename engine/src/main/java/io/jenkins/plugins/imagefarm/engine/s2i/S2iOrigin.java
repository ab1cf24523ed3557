package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iLabel;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What an application image was made of, as its labels tell.
 *
 * @param builder the builder image
 * @param location of the Git repository
 * @param ref the branch or tag; the commit if it was none
 * @param contextDir the folder of it; empty for all of it
 * @param displayName of the application; null for the image's name
 * @param description of the application; null for none
 */
public record S2iOrigin(
        ImageReference builder,
        GitUrl location,
        String ref,
        String contextDir,
        String displayName,
        String description) {
    private static final String NO_REF = "HEAD";

    /**
     * @param console gets lines for people
     * @throws ProblemException if there is no such image, or if its labels do not tell enough
     */
    public static S2iOrigin of(ImageReference image, RegistryClient registry, Consumer<String> console) {
        ImageMetadata found = new ImageReader(registry, ImageReader.ownPlatform(), console)
                .read(image)
                .orElseThrow(() -> new ProblemException(ImageReader.missing("", image)));
        Map<String, String> labels = found.labels();
        String builder = needed(S2iLabel.IMAGE, image, labels);
        String location = needed(S2iLabel.SOURCE_LOCATION, image, labels);
        String ref = labels.getOrDefault(S2iLabel.COMMIT_REF.key(), NO_REF);
        String displayName = labels.get(S2iPlanner.DISPLAY_NAME);
        return new S2iOrigin(
                ImageReference.valueOf(builder),
                location(location, image),
                ref.equals(NO_REF) ? labels.getOrDefault(S2iLabel.COMMIT_ID.key(), "") : ref,
                labels.getOrDefault(S2iLabel.SOURCE_CONTEXT_DIR.key(), ""),
                image.toString().equals(displayName) ? null : displayName,
                labels.get(S2iPlanner.DESCRIPTION));
    }

    private static GitUrl location(String text, ImageReference image) {
        try {
            return GitUrl.valueOf(text);
        } catch (ProblemException e) {
            throw new ProblemException(
                    Problem.user(
                            "The image " + image + " was not built of a Git repository that can be reached from here: "
                                    + e.problem().cause(),
                            "Build it with s2i build."),
                    e);
        }
    }

    private static String needed(S2iLabel label, ImageReference image, Map<String, String> labels) {
        String value = labels.get(label.key());
        if (value == null) {
            throw new ProblemException(Problem.user(
                    "The image " + image + " has no label " + label.key() + ", so nobody knows what to build again",
                    "Build it with s2i build, of a Git repository."));
        }
        return value;
    }
}
