package io.jenkins.plugins.imagefarm.engine.docker;

import java.io.IOException;
import java.util.regex.Pattern;

/** The daemon told that a push failed; the message is its own. */
public final class PushException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final Pattern LOST_NAME =
            Pattern.compile("image does not exist locally with the tag|tag does not exist", Pattern.CASE_INSENSITIVE);

    private static final Pattern LOGIN =
            Pattern.compile("unauthorized|authentication required", Pattern.CASE_INSENSITIVE);

    PushException(String message) {
        super(message);
    }

    /** Whether the daemon has no image of this name, or has it no more. */
    public boolean isOfLostName() {
        return LOST_NAME.matcher(getMessage()).find();
    }

    /** Whether the registry does not take the login, or takes it no more. */
    public boolean isOfLogin() {
        return LOGIN.matcher(getMessage()).find();
    }
}
