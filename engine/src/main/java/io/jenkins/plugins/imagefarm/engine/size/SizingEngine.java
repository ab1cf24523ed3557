package io.jenkins.plugins.imagefarm.engine.size;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageRepository;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.Metadata;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.registry.HttpProxies;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Patience;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.io.IOException;

/**
 * Tells how large an image is that was pushed, or that was in its registry already. What a daemon says of an image that was only loaded is
 * something else, its size without compression, and is not told. The image is there by then, so that its size cannot be read is no failure,
 * nor worth waiting for: who may push may not be allowed to read.
 */
public final class SizingEngine implements BuildEngine {
    private final BuildEngine builds;
    private final LoginSource logins;

    /** @param logins used after those that come with the request's secrets */
    public SizingEngine(BuildEngine builds, LoginSource logins) {
        this.builds = builds;
        this.logins = logins;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        Outcome outcome = builds.build(request, secrets, reporter, cancellation);
        Digest image = Metadata.of(outcome.response()).digest();
        if (image != null && request.destination().push()) {
            RegistryClient registry = new RegistryClient(
                    LoginSource.of(secrets.logins()).orElse(logins),
                    new Registries(request.registries(), HttpProxies.of(System.getenv()), Patience.once()));
            ImageRepository repository = request.destination().repositories().get(0);
            try {
                reporter.sized(new SizeReader(registry, repository).read(image, outcome.platforms()));
            } catch (ProblemException e) {
                unknown(reporter, e.problem().cause());
            } catch (IOException e) {
                unknown(reporter, IoReason.of(e));
            }
        }
        return outcome;
    }

    private static void unknown(BuildReporter reporter, String why) {
        reporter.say("#0 the size of the image is not known: " + why);
    }
}
