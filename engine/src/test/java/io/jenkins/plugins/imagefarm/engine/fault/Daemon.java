package io.jenkins.plugins.imagefarm.engine.fault;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;

/** The kinds of daemon that differ in how they fail. */
enum Daemon {
    BUILDKITD,
    DOCKER,
    /** With the classic image store. */
    DOCKER20;

    Builder builder() {
        return switch (this) {
            case BUILDKITD -> Engines.buildkitd();
            case DOCKER -> Engines.docker();
            case DOCKER20 -> Engines.docker20();
        };
    }
}
