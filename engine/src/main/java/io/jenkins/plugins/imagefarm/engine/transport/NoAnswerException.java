package io.jenkins.plugins.imagefarm.engine.transport;

import java.io.IOException;

/** The one who found it out knows why nothing useful answers. */
public final class NoAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient NoAnswer why;

    public NoAnswerException(NoAnswer why) {
        this(why, null);
    }

    public NoAnswerException(NoAnswer why, Throwable cause) {
        super(why.reason(), cause);
        this.why = why;
    }

    public NoAnswer why() {
        return why != null ? why : NoAnswer.service(getMessage());
    }
}
