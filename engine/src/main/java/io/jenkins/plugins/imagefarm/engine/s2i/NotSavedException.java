package io.jenkins.plugins.imagefarm.engine.s2i;

/** The image before a build saves nothing that it could use; the build is to be tried without. The message says why. */
final class NotSavedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotSavedException(String why, Throwable cause) {
        super(why, cause);
    }
}
