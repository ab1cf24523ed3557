package io.jenkins.plugins.imagefarm.engine.attest;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Statement;
import io.jenkins.plugins.imagefarm.engine.archive.TarFiles;
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
import java.util.Optional;

/**
 * Tells of the attestations that an image is in its registry or archive with, or that are beside its files. The image is there by then, so
 * that they cannot be read is no failure, but said in one line.
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
        if (!request.recipe().attestations().isEmpty() && !request.isDryRun()) {
            try {
                tell(read(outcome, request, secrets), reporter);
            } catch (ProblemException e) {
                warn(reporter, e.problem().cause());
            } catch (IOException e) {
                warn(reporter, IoReason.of(e));
            }
        }
        return outcome;
    }

    /** From the place that lasts longest. */
    private List<Statement> read(Outcome outcome, BuildRequest request, Secrets secrets) throws IOException {
        Destination destination = request.destination();
        StatementCopies copies = new StatementCopies(folder);
        if (destination.push()) {
            Digest image = Metadata.of(outcome.response()).digest();
            return image == null ? List.of() : new StatementReader(pushed(request, secrets), copies).read(image);
        }
        Optional<Output> archive = output(destination, Output.Type.OCI);
        if (archive.isPresent()) {
            try (TarFiles files = new TarFiles(Path.of(archive.get().dest()))) {
                ArchivedImage image = new ArchivedImage(files);
                return new StatementReader(image, copies).read(image.digest());
            }
        }
        Optional<Output> files = output(destination, Output.Type.LOCAL);
        return files.isPresent()
                ? new FolderStatements(files.get(), request.recipe().attestations(), copies).read(outcome.platforms())
                : List.of();
    }

    private RegistryImage pushed(BuildRequest request, Secrets secrets) {
        RegistryClient registry = new RegistryClient(
                LoginSource.of(secrets.logins()).orElse(logins), new Registries(request.registries()));
        return new RegistryImage(registry, request.destination().repositories().get(0));
    }

    private static Optional<Output> output(Destination destination, Output.Type type) {
        return destination.outputs().stream()
                .filter(output -> output.type() == type)
                .findFirst();
    }

    private static void tell(List<Statement> statements, BuildReporter reporter) {
        reporter.attested(statements);
        statements.forEach(statement -> reporter.say(
                "#0 attested " + statement.platform() + ": " + statement.predicateType() + " " + statement.digest()));
    }

    private static void warn(BuildReporter reporter, String why) {
        reporter.say("WARNING: the image was built, but its attestations cannot be told: " + why);
    }
}
