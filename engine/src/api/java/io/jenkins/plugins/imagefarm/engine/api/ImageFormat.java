package io.jenkins.plugins.imagefarm.engine.api;

/** Which media types manifests have. */
public enum ImageFormat {
    OCI,
    DOCKER;

    /** @throws ProblemException if there is no such format */
    public static ImageFormat of(String text) {
        return Choices.of(values(), "format", text);
    }
}
