package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.jenkins.plugins.imagefarm.fake.Engines;
import java.nio.file.Path;

/**
 * The programs that {@code bin/engines} provides for a daemon.
 *
 * @param buildkitd the daemon
 * @param runc what it starts steps with
 * @param firstProcess process 1 of the namespaces in which a daemon runs, so that nothing of it survives
 */
record BuildkitProgram(Path buildkitd, Path runc, Path firstProcess) {
    /** Skips the test if there are none. */
    static BuildkitProgram find() {
        return new BuildkitProgram(
                Path.of(Engines.value("IMAGE_FARM_BUILDCTL")).resolveSibling("buildkitd"),
                Path.of(Engines.value("IMAGE_FARM_RUNC")),
                Path.of("bin", "lib", "first-process").toAbsolutePath());
    }
}
