package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;

/**
 * What is built.
 *
 * @param context the build context, an absolute folder on the machine of the engine
 * @param dockerfile the Dockerfile, relative to the context unless absolute; it may lie outside the context
 * @param dockerfileText the Dockerfile's text itself, null unless it is used instead of a file
 */
public record Source(String context, String dockerfile, String dockerfileText) {
    public Source {
        Objects.requireNonNull(context, "context");
        dockerfile = dockerfile == null || dockerfile.isEmpty() ? "Dockerfile" : dockerfile;
    }
}
