package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Feature;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.S2iPullPolicy;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.FeatureCheck;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.container.ContainerHosts;
import io.jenkins.plugins.imagefarm.engine.container.Containers;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;

/** Carries out s2i builds, by making ordinary builds of them or in containers; all others go through as they are. */
public final class S2iEngine implements BuildEngine {
    private static final Duration SAVE_LIMIT = Duration.ofMinutes(10);

    private final BuildEngine builders;
    private final ContainerHosts hosts;
    private final LoginSource logins;
    private final Path folder;
    private final Duration saveLimit;

    /**
     * @param builders build what has a Dockerfile
     * @param hosts run containers
     * @param logins used after those that come with the request's secrets
     * @param folder where contexts are put together; null for where this machine's temporary files are
     */
    public S2iEngine(BuildEngine builders, ContainerHosts hosts, LoginSource logins, Path folder) {
        this(builders, hosts, logins, folder, SAVE_LIMIT);
    }

    /** @param saveLimit for how long save-artifacts may run */
    S2iEngine(BuildEngine builders, ContainerHosts hosts, LoginSource logins, Path folder, Duration saveLimit) {
        this.builders = builders;
        this.hosts = hosts;
        this.logins = logins;
        this.folder = folder;
        this.saveLimit = saveLimit;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        if (request.s2i() == null || request.isDryRun()) {
            return builders.build(request, secrets, reporter, cancellation);
        }
        if (request.s2i().method() == S2iMethod.BUILD) {
            ImageSource images = new ImageReads(registry(request, secrets, reporter));
            return new S2iRun(request, images, reporter, saveLimit, folder)
                    .run(new Once(secrets, reporter, cancellation));
        }
        checkOneDaemonDoesIt(request, secrets, reporter);
        return new RetryingEngine(this::inContainers).build(request, secrets, reporter, cancellation);
    }

    private Outcome inContainers(
            BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        Platform platform = request.recipe().platforms().stream().findFirst().orElse(null);
        ImageReader registry = registry(request, secrets, reporter);
        try (Containers containers = hosts.open(request, secrets, reporter, cancellation)) {
            ImageSource images = new DaemonImages(containers, platform, registry::read, reporter::say);
            ImageSource wanted = request.recipe().pull() ? pulling(images) : images;
            return new S2iRun(request, wanted, reporter, saveLimit, folder)
                    .run(new Once(secrets, reporter, cancellation));
        }
    }

    private ImageReader registry(BuildRequest request, Secrets secrets, BuildReporter reporter) {
        return ImageReader.of(request, LoginSource.of(secrets.logins()).orElse(logins), reporter::say);
    }

    private static ImageSource pulling(ImageSource images) {
        return (image, policy) -> images.find(image, policy == S2iPullPolicy.NEVER ? policy : S2iPullPolicy.ALWAYS);
    }

    private static void checkOneDaemonDoesIt(BuildRequest request, Secrets secrets, BuildReporter reporter) {
        if (request.farm() != null) {
            throw new ProblemException(Problem.user(
                    "The method run needs one Docker or Podman, not a farm",
                    "Name a builder, or use the method build."));
        }
        new FeatureCheck("The method run", EnumSet.of(Feature.SECRETS)).check(request, secrets);
        if (!request.recipe().cacheFrom().isEmpty()
                || !request.recipe().cacheTo().isEmpty()) {
            reporter.say("WARNING: the method run has no build cache; cacheFrom and cacheTo are left out");
        }
    }

    /** With what does not change while a build is tried. */
    private final class Once implements S2iRun.Builders {
        private final Secrets secrets;
        private final BuildReporter reporter;
        private final Cancellation cancellation;

        Once(Secrets secrets, BuildReporter reporter, Cancellation cancellation) {
            this.secrets = secrets;
            this.reporter = reporter;
            this.cancellation = cancellation;
        }

        @Override
        public Outcome build(BuildRequest request, Attempt attempt) throws InterruptedException, NotSavedException {
            return attempt.run(builders, request, secrets, reporter, cancellation);
        }

        @Override
        public Outcome build(ContainerPlan plan, BuildRequest request, Attempt attempt)
                throws InterruptedException, NotSavedException {
            return attempt.run(new ContainerBuild(hosts, plan), request, secrets, reporter, cancellation);
        }
    }
}
