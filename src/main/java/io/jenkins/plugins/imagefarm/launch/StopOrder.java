package io.jenkins.plugins.imagefarm.launch;

import java.io.Serializable;
import java.time.Duration;

/** That a build is to be stopped, why, and until when its engine may take for that before it is killed. */
final class StopOrder implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Duration GRACE = Duration.ofSeconds(20);

    /** Null when the time was up. */
    private final Throwable cause;

    private final long killAt;

    private StopOrder(Throwable cause) {
        this.cause = cause;
        this.killAt = System.currentTimeMillis() + GRACE.toMillis();
    }

    static StopOrder because(Throwable cause) {
        return new StopOrder(cause);
    }

    static StopOrder timeIsUp() {
        return new StopOrder(null);
    }

    boolean isTimeout() {
        return cause == null;
    }

    Throwable cause() {
        return cause;
    }

    boolean graceIsOver() {
        return System.currentTimeMillis() >= killAt;
    }
}
