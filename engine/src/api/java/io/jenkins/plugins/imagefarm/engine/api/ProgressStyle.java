package io.jenkins.plugins.imagefarm.engine.api;

/** How the console shows a build. */
public enum ProgressStyle {
    /** Lines as {@code docker buildx build --progress=plain} prints them. */
    PLAIN,
    /** Nothing but the image id at the end. */
    QUIET,
    /** The builder's own status messages, one JSON object a line. */
    RAWJSON
}
