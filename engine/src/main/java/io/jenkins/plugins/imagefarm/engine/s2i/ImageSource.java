package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iPullPolicy;
import java.util.Optional;

/** Where images come from that a build begins with. */
@FunctionalInterface
interface ImageSource {
    /**
     * @return empty if there is no such image
     * @throws ProblemException if that cannot be found out, or if it is not the image of a container
     */
    Optional<ImageMetadata> find(ImageReference image, S2iPullPolicy policy);

    /** That image may be needed; who can, begins to find it. */
    default void begin(@SuppressWarnings("unused") ImageReference image) {}
}
