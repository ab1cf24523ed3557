package io.jenkins.plugins.imagefarm.engine.pod;

import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;

/** Builds in the daemon of a pod. */
@FunctionalInterface
public interface PodEngine {
    /** @param way to the daemon; closed with the build */
    BuildEngine at(Transport way);
}
