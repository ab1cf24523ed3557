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

    private static final String WITH_ADDRESS = "Use auto, buildkit, docker or podman.";

    /**
     * The type of a builder that has an address.
     *
     * @throws ProblemException if there is no such type, or one of it has no address
     */
    public static BuilderType of(String text) {
        BuilderType known = Arrays.stream(values())
                .filter(type -> type.toString().equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new ProblemException(Problem.user("'" + text + "' is not a type of builder", WITH_ADDRESS)));
        if (known == KUBERNETES) {
            throw new ProblemException(onlyInJenkins());
        }
        return known;
    }

    /** Why nobody but Jenkins can use a builder of type {@link #KUBERNETES}. */
    public static Problem onlyInJenkins() {
        return Problem.user("Only Jenkins makes the pods of a builder of type kubernetes", WITH_ADDRESS);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
