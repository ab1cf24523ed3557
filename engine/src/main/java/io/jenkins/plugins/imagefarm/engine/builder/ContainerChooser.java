package io.jenkins.plugins.imagefarm.engine.builder;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.buildkit.DockerContainers;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.container.ContainerDaemon;
import io.jenkins.plugins.imagefarm.engine.container.ContainerHosts;
import io.jenkins.plugins.imagefarm.engine.container.Containers;
import io.jenkins.plugins.imagefarm.engine.podman.PodmanContainers;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;

/** Runs containers on whatever runs at the builder's address. */
public final class ContainerChooser implements ContainerHosts {
    private final BuilderProbe probe;
    private final BuilderFinder finder;
    private final LoginSource logins;

    /** @param logins used after those that come with the request's secrets */
    public ContainerChooser(BuilderProbe probe, BuilderFinder finder, LoginSource logins) {
        this.probe = probe;
        this.finder = finder;
        this.logins = logins;
    }

    @Override
    public Containers open(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation) {
        BuilderKeys keys = secrets.keysOf(request.builder());
        Builder builder = probe.resolve(request.builder(), keys, cancellation);
        ContainerDaemon daemon =
                switch (builder.type()) {
                    case DOCKER ->
                        new DockerContainers(
                                finder.connect(builder, keys, cancellation),
                                request,
                                LoginSource.of(secrets.logins()).orElse(logins),
                                reporter);
                    case PODMAN -> PodmanContainers.open(builder, request, secrets, logins, cancellation);
                    default ->
                        throw new ProblemException(Problem.user(
                                "The method run needs Docker or Podman, and at " + builder.uri() + " is "
                                        + builder.type(),
                                "Use another builder, or the method build."));
                };
        return new Containers(daemon, cancellation);
    }
}
