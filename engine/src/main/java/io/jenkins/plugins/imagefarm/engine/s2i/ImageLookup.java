package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iIncremental;
import io.jenkins.plugins.imagefarm.engine.api.S2iPullPolicy;
import io.jenkins.plugins.imagefarm.engine.api.S2iReason;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The images that a build begins with. */
final class ImageLookup {
    private final BuildRequest request;
    private final S2iBuild build;
    private final ImageSource source;
    private final Consumer<String> console;

    /** @param console gets lines for people */
    ImageLookup(BuildRequest request, ImageSource source, Consumer<String> console) {
        this.request = request;
        this.build = request.s2i();
        this.source = source;
        this.console = console;
        begin();
    }

    /** Whether the image before is needed is only known when the builder's scripts are; then its answer is there. */
    private void begin() {
        source.begin(build.builderImage());
        Optional.ofNullable(build.runtimeImage()).ifPresent(source::begin);
        if (build.incremental() != S2iIncremental.FALSE) {
            previousName().ifPresent(source::begin);
        }
    }

    private Optional<ImageReference> previousName() {
        return Optional.ofNullable(build.previousImage()).or(this::saved);
    }

    ImageMetadata builder() {
        return needed(build.builderImage(), "builder", build.pulls().builder(), S2iReason.PULL_BUILDER_IMAGE_FAILED);
    }

    /** Null if there is none. */
    ImageMetadata runtime() {
        return build.runtimeImage() == null
                ? null
                : needed(build.runtimeImage(), "runtime", build.pulls().runtime(), S2iReason.PULL_RUNTIME_IMAGE_FAILED);
    }

    private ImageMetadata needed(ImageReference image, String what, S2iPullPolicy policy, S2iReason reason) {
        try {
            return source.find(image, policy).orElseThrow(() -> missing(image, what, policy, reason));
        } catch (S2iFailure e) {
            throw e;
        } catch (ProblemException e) {
            throw new S2iFailure(reason, e.problem(), e);
        }
    }

    private static S2iFailure missing(ImageReference image, String what, S2iPullPolicy policy, S2iReason reason) {
        return policy == S2iPullPolicy.NEVER
                ? S2iFailure.user(
                        reason,
                        "The builder has no " + what + " image " + image + ", and may not pull it",
                        "Pull it there, or use another pull policy.")
                : S2iFailure.user(
                        reason,
                        "There is no " + what + " image " + image + " in its registry",
                        "Check its name and tag; a login may be needed to see it.");
    }

    /** The image whose artifacts are used; null for a clean build. */
    ImageMetadata previous(Scripts scripts) {
        if (build.incremental() == S2iIncremental.FALSE) {
            return null;
        }
        if (scripts.optional(ScriptName.SAVE_ARTIFACTS).isEmpty()) {
            if (build.incremental() == S2iIncremental.TRUE) {
                console.accept(S2iDockerfile.CLEAN + "there is no script save-artifacts");
            }
            return null;
        }
        Optional<ImageReference> name = previousName();
        if (name.isEmpty()) {
            return null;
        }
        try {
            Optional<ImageMetadata> image =
                    source.find(name.get(), build.pulls().previous());
            if (image.isEmpty()) {
                console.accept(S2iDockerfile.CLEAN + "there is no image " + name.get() + " yet");
                return null;
            }
            if (!image.get().onBuild().isEmpty()) {
                // They would be run by the stage that saves, as any user.
                console.accept(S2iDockerfile.CLEAN + "the image " + name.get() + " has ONBUILD instructions");
                return null;
            }
            List<Platform> missing = request.recipe().platforms().stream()
                    .filter(platform -> !image.get().platforms().contains(platform))
                    .toList();
            if (!missing.isEmpty()) {
                // A builder may take it all the same, and the application would get artifacts of another processor.
                console.accept(S2iDockerfile.CLEAN + "the image " + name.get() + " is not there for " + missing.get(0));
                return null;
            }
            return image.get();
        } catch (ProblemException e) {
            Problem problem = e.problem();
            console.accept(S2iDockerfile.CLEAN + "the image " + name.get() + " cannot be read: " + problem.cause());
            return null;
        }
    }

    /** The name under which the next build finds what this one may save; empty if the image gets no name. */
    Optional<ImageReference> saved() {
        return request.destination().tags().stream()
                .findFirst()
                .map(tag -> build.runtimeImage() == null ? tag : buildImage(tag));
    }

    private static ImageReference buildImage(ImageReference tag) {
        return ImageReference.valueOf(tag.name() + ":" + (tag.tag() == null ? "latest" : tag.tag()) + "-build");
    }
}
