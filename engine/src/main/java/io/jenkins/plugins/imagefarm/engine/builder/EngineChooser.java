package io.jenkins.plugins.imagefarm.engine.builder;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;

/** Builds with the engine for what the builder is, which is found out by asking unless it is said. */
public final class EngineChooser implements BuildEngine {
    private final BuilderProbe probe;
    private final BuildEngine buildkit;
    private final BuildEngine podman;

    /** @param buildkit also for Docker */
    public EngineChooser(BuilderProbe probe, BuildEngine buildkit, BuildEngine podman) {
        this.probe = probe;
        this.buildkit = buildkit;
        this.podman = podman;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        Builder builder = probe.resolve(request.builder(), secrets.keysOf(request.builder()), cancellation);
        BuildEngine engine = builder.type() == BuilderType.PODMAN ? podman : buildkit;
        return engine.build(request.on(builder), secrets, reporter, cancellation);
    }
}
