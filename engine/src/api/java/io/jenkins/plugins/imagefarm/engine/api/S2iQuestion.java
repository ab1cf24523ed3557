package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Whether s2i builds can be made with an image. Its text shows no password.
 *
 * @param image the builder image
 * @param incremental whether it is to save artifacts, too
 * @param runtimeImage an image for what it builds; null for none
 * @param allowedUids users that may assemble
 * @param logins registry logins by host, as it stands in image names
 * @param registries registries that are not reached in the usual way
 */
public record S2iQuestion(
        ImageReference image,
        boolean incremental,
        ImageReference runtimeImage,
        AllowedUids allowedUids,
        Map<String, Login> logins,
        List<Registry> registries) {
    public S2iQuestion {
        Objects.requireNonNull(image, "image");
        allowedUids = allowedUids == null ? AllowedUids.all() : allowedUids;
        logins = logins == null ? Map.of() : Map.copyOf(logins);
        registries = registries == null ? List.of() : List.copyOf(registries);
    }
}
