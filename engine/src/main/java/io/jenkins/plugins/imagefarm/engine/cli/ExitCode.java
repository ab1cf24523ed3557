package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.Fault;

/** How the program ends. */
final class ExitCode {
    static final int SUCCESS = 0;
    /** The build failed, and the user has to act. */
    static final int USER_FAULT = 1;
    /** The command line is wrong. Picocli's own value. */
    static final int USAGE = 2;
    /** A builder or registry failed; trying again may help. */
    static final int SERVICE_FAULT = 3;
    /** As a shell counts a program ended by SIGINT. */
    static final int CANCELLED = 130;

    private ExitCode() {}

    static int of(BuildResult result) {
        return switch (result.state()) {
            case SUCCESS, SKIPPED -> SUCCESS;
            case CANCELLED -> CANCELLED;
            default -> of(result.problem().fault());
        };
    }

    static int of(Fault fault) {
        return fault == Fault.USER ? USER_FAULT : SERVICE_FAULT;
    }
}
