package io.jenkins.plugins.imagefarm.engine.container;

/** A container's command could not be started. The message is the daemon's own, one line. */
public final class NotStartedException extends Exception {
    private static final long serialVersionUID = 1L;

    NotStartedException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
