package io.jenkins.plugins.imagefarm.engine.transport.http;

import java.io.IOException;

/** A daemon answered that it does not do what was asked. The message is the daemon's own, one line. */
public final class RestStatusException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RestStatusException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** For instance 404. */
    public int status() {
        return status;
    }
}
