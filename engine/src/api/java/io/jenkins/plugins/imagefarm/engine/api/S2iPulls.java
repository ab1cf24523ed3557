package io.jenkins.plugins.imagefarm.engine.api;

/**
 * Whether the images are pulled that an s2i build begins with.
 *
 * @param builder of the builder image
 * @param previous of the image before
 * @param runtime of the runtime image
 */
public record S2iPulls(S2iPullPolicy builder, S2iPullPolicy previous, S2iPullPolicy runtime) {
    /** source-to-image's names of them. */
    public static final String BUILDER = "pullPolicy";

    public static final String PREVIOUS = "incrementalPullPolicy";
    public static final String RUNTIME = "runtimePullPolicy";

    public S2iPulls {
        builder = builder == null ? S2iPullPolicy.IF_NOT_PRESENT : builder;
        previous = previous == null ? S2iPullPolicy.IF_NOT_PRESENT : previous;
        runtime = runtime == null ? S2iPullPolicy.IF_NOT_PRESENT : runtime;
    }

    /** Pull what the builder does not have. */
    public static S2iPulls missing() {
        return new S2iPulls(null, null, null);
    }

    /** The name of one that forbids to pull; null if none does. */
    String never() {
        return builder == S2iPullPolicy.NEVER
                ? BUILDER
                : previous == S2iPullPolicy.NEVER ? PREVIOUS : runtime == S2iPullPolicy.NEVER ? RUNTIME : null;
    }
}
