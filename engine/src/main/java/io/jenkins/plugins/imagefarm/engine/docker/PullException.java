package io.jenkins.plugins.imagefarm.engine.docker;

import java.io.IOException;

/** The daemon told that a pull failed; the message is its own. */
public final class PullException extends IOException {
    private static final long serialVersionUID = 1L;

    PullException(String message) {
        super(message);
    }
}
