package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an image says of itself, as far as s2i asks.
 *
 * @param name as it was asked for
 * @param pinned what a builder knows this very image by
 * @param platforms it is there for
 * @param user empty for root
 * @param workingDir empty for the root folder
 * @param onBuild instructions for images that are made from it
 */
record ImageMetadata(
        ImageReference name,
        String pinned,
        List<Platform> platforms,
        Map<String, String> labels,
        Map<String, String> env,
        String user,
        String workingDir,
        List<String> entrypoint,
        List<String> onBuild) {
    static final String SCRIPTS_URL = "io.openshift.s2i.scripts-url";
    static final String DESTINATION = "io.openshift.s2i.destination";
    static final String ASSEMBLE_USER = "io.openshift.s2i.assemble-user";

    ImageMetadata {
        platforms = List.copyOf(platforms);
        labels = Map.copyOf(labels);
        env = Map.copyOf(env);
        entrypoint = List.copyOf(entrypoint);
        onBuild = List.copyOf(onBuild);
    }

    /** Where its scripts are. */
    Optional<String> scriptsUrl() {
        return first(labels.get(SCRIPTS_URL), labels.get("io.s2i.scripts-url"), env.get("STI_SCRIPTS_URL"));
    }

    /** The folder that gets source, scripts and artifacts. */
    Optional<String> destination() {
        return first(labels.get(DESTINATION), labels.get("io.s2i.destination"), env.get("STI_LOCATION"));
    }

    /** The user that assembles. */
    Optional<String> assembleUser() {
        return first(labels.get(ASSEMBLE_USER));
    }

    /** The user that assembles what is in the runtime image. */
    Optional<String> assembleRuntimeUser() {
        return first(labels.get("io.openshift.s2i.assemble-runtime-user"));
    }

    /** What the runtime image wants of the builder, as {@code source:destination;…}. */
    Optional<String> assembleInputFiles() {
        return first(labels.get("io.openshift.s2i.assemble-input-files"));
    }

    private static Optional<String> first(String... values) {
        return Stream.of(values)
                .filter(value -> value != null && !value.isBlank())
                .findFirst();
    }
}
