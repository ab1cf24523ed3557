package io.jenkins.plugins.imagefarm.launch;

import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import java.io.Serializable;
import java.time.Duration;

/** That a build is to be stopped, why, and until when its engine may take for that before it is killed. */
final class StopOrder implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Duration GRACE = Duration.ofSeconds(20);

    /** Null when the time was up. */
    private final Throwable cause;

    /** Whether it is about the build alone, and not about its step, too. */
    private final boolean ofBuild;

    private final long killAt;

    private StopOrder(Throwable cause, boolean ofBuild) {
        this.cause = cause;
        this.ofBuild = ofBuild;
        this.killAt = System.currentTimeMillis() + GRACE.toMillis();
    }

    /** The step ends with that cause, whatever becomes of the build. */
    static StopOrder because(Throwable cause) {
        return new StopOrder(cause, false);
    }

    /** Nobody's step ends with the build. */
    static StopOrder ofBuild(Throwable cause) {
        return new StopOrder(cause, true);
    }

    static StopOrder timeIsUp() {
        return new StopOrder(null, false);
    }

    /** Whether the build had come to its end before the engine heard of this, and that end stands. */
    boolean isTooLateFor(BuildResult result) {
        return ofBuild && result.state() != BuildState.CANCELLED || isTimeout() && result.state() == BuildState.SUCCESS;
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
