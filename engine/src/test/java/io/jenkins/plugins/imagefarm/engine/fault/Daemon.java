package io.jenkins.plugins.imagefarm.engine.fault;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;

/** The kinds of daemon that differ in how they fail. */
enum Daemon {
    BUILDKITD,
    DOCKER;

    Builder builder() {
        return this == DOCKER ? Engines.docker() : Engines.buildkitd();
    }
}
