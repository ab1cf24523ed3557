package io.jenkins.plugins.imagefarm.engine.attest;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageRepository;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.Metadata;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells of the attestations that an image is in its registry with. The image is there by then, so that they cannot be read is no failure,
 * but said in one line.
 */
public final class AttestingEngine implements BuildEngine {
    private final BuildEngine builds;
    private final LoginSource logins;
    private final Path folder;

    /**
     * @param logins used after those that come with the request's secrets
     * @param folder for copies of the attestations; null for none
     */
    public AttestingEngine(BuildEngine builds, LoginSource logins, Path folder) {
        this.builds = builds;
        this.logins = logins;
        this.folder = folder;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        Outcome outcome = builds.build(request, secrets, reporter, cancellation);
        Digest image = Metadata.of(outcome.response()).digest();
        if (image != null
                && request.destination().push()
                && !request.recipe().attestations().isEmpty()) {
            tell(image, request, secrets, reporter);
        }
        return outcome;
    }

    private void tell(Digest image, BuildRequest request, Secrets secrets, BuildReporter reporter) {
        RegistryClient registry = new RegistryClient(
                LoginSource.of(secrets.logins()).orElse(logins), new Registries(request.registries()));
        ImageRepository repository = request.destination().repositories().get(0);
        try {
            List<Statement> statements = new StatementReader(registry, repository, folder).read(image);
            reporter.attested(statements);
            statements.forEach(statement -> reporter.say("#0 attested " + statement.platform() + ": "
                    + statement.predicateType() + " " + statement.digest()));
        } catch (ProblemException e) {
            warn(reporter, e.problem().cause());
        } catch (IOException e) {
            warn(reporter, IoReason.of(e));
        }
    }

    private static void warn(BuildReporter reporter, String why) {
        reporter.say("WARNING: the image is in the registry, but its attestations cannot be told: " + why);
    }
}
