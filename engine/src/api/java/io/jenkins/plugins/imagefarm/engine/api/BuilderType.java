package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Arrays;
import java.util.Locale;

/** What answers at a builder's address. */
public enum BuilderType {
    /** To be found out by asking. */
    AUTO,
    BUILDKIT,
    DOCKER,
    PODMAN,
    /** BuildKit in a pod that Jenkins starts when a build wants it; it has no address before. */
    KUBERNETES;

    /**
     * The type of a builder that has an address.
     *
     * @throws ProblemException if there is no such type
     */
    public static BuilderType of(String text) {
        return Arrays.stream(values())
                .filter(type -> type != KUBERNETES)
                .filter(type -> type.toString().equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.user(
                        "'" + text + "' is not a type of builder", "Use auto, buildkit, docker or podman.")));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
