package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iPullPolicy;
import io.jenkins.plugins.imagefarm.engine.container.Containers;
import io.jenkins.plugins.imagefarm.engine.container.StoredImage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The images of the daemon that runs the containers, which pulls what it does not have. */
final class DaemonImages implements ImageSource {
    private final Containers containers;
    private final Platform wanted;
    private final Platform platform;
    private final Function<ImageReference, Optional<ImageMetadata>> registry;
    private final Consumer<String> console;

    /**
     * @param wanted the platform that is asked for; null for the daemon's own
     * @param registry says of an image what some daemons do not tell
     */
    DaemonImages(
            Containers containers,
            Platform wanted,
            Function<ImageReference, Optional<ImageMetadata>> registry,
            Consumer<String> console) {
        this.containers = containers;
        this.wanted = wanted;
        this.platform = wanted == null ? containers.platform() : wanted;
        this.registry = registry;
        this.console = console;
    }

    @Override
    public Optional<ImageMetadata> find(ImageReference image, S2iPullPolicy policy) {
        Optional<StoredImage> present = policy == S2iPullPolicy.ALWAYS
                ? Optional.empty()
                : containers.image(image).filter(this::fits);
        if (present.isPresent()) {
            return Optional.of(metadata(image, present.get()));
        }
        if (policy == S2iPullPolicy.NEVER) {
            return Optional.empty();
        }
        if (registry.apply(image).isEmpty()) {
            return Optional.empty();
        }
        console.accept("#0 pulling " + image);
        containers.pull(image, wanted);
        StoredImage pulled = containers
                .image(image)
                .filter(this::fits)
                .orElseThrow(() -> new ProblemException(Problem.user(
                        containers + " has no image " + image + " for " + platform, "Use another platform.")));
        return Optional.of(metadata(image, pulled));
    }

    private boolean fits(StoredImage image) {
        return platform.runs(image.platform());
    }

    /** Of an image with ONBUILD instructions it is what the registry says, since it becomes part of a Dockerfile. */
    private ImageMetadata metadata(ImageReference name, StoredImage image) {
        ImageMetadata known = ImageReader.metadata(name, image.id(), List.of(image.platform()), image.config());
        if (!image.hidesOnBuild() && known.onBuild().isEmpty()) {
            return known;
        }
        return inRegistry(name).filter(pushed -> !pushed.onBuild().isEmpty()).orElse(known);
    }

    private Optional<ImageMetadata> inRegistry(ImageReference name) {
        Optional<ImageMetadata> pushed;
        try {
            pushed = registry.apply(name);
        } catch (ProblemException e) {
            pushed = Optional.empty();
        }
        if (pushed.isEmpty()) {
            console.accept("WARNING: if the image " + name
                    + " has ONBUILD instructions, they are left out: only its registry could tell them");
        }
        return pushed;
    }
}
