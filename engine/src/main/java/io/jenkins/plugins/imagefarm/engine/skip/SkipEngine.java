package io.jenkins.plugins.imagefarm.engine.skip;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.ExistingImages;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.ManifestInfo;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Builds nothing if that is wished and all names of the image are in their registries already, as Furan's {@code skip_if_exists}; what
 * they stand for is not looked at. The registries themselves are asked, never a mirror.
 */
public final class SkipEngine implements BuildEngine, ExistingImages {
    private final BuildEngine builds;
    private final LoginSource logins;

    /**
     * @param builds does what has to be done; all names are known by now
     * @param logins used after those that come with the request's secrets
     */
    public SkipEngine(BuildEngine builds, LoginSource logins) {
        this.builds = builds;
        this.logins = logins;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        Outcome found = new RetryingEngine(this::look).build(request, secrets, reporter, cancellation);
        return found.isSkipped() ? found : builds.build(request, secrets, reporter, cancellation);
    }

    @Override
    public Outcome look(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation) {
        Destination destination = request.destination();
        if (!destination.skipIfExists() || request.isDryRun()) {
            return Outcome.nothing();
        }
        if (!destination.isOnlyPush()) {
            reporter.say("#0 not skipped: " + (destination.push() ? "outputs are wanted, too" : "nothing is pushed"));
            return Outcome.nothing();
        }
        return find(request, secrets, reporter, cancellation);
    }

    private Outcome find(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation) {
        RegistryClient registry = new RegistryClient(
                LoginSource.of(secrets.logins()).orElse(logins), new Registries(request.registries()));
        List<ImageReference> names = request.destination().tags();
        List<CompletableFuture<Optional<ManifestInfo>>> answers =
                names.stream().map(name -> ask(() -> registry.manifest(name))).toList();
        List<ImageReference> existing = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ImageReference name = names.get(i);
            try {
                Optional<ManifestInfo> found = answer(answers.get(i), cancellation);
                if (found.isEmpty()) {
                    reporter.say("#0 not skipped: there is no " + name + " yet");
                    return Outcome.nothing();
                }
                existing.add(name.withDigest(found.get().digest()));
            } catch (ProblemException e) {
                if (e.problem().fault() != Fault.USER) {
                    throw e;
                }
                // Many registries do not let see what is not there, and who may push may not be allowed to read.
                reporter.say("#0 not skipped: it cannot be seen whether there is " + name + ": "
                        + e.problem().cause());
                return Outcome.nothing();
            }
        }
        ExistingImage image = answer(ask(() -> ExistingImage.read(registry, existing.get(0))), cancellation);
        reporter.say("#0 skipped, all names are there already: "
                + existing.stream().map(ImageReference::toString).collect(Collectors.joining(", ")));
        return image.outcome(existing, request.recipe().platforms());
    }

    private static <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, task -> {
            Thread thread = new Thread(task, "existing-image");
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Nobody waits for it any more when the build is cancelled. */
    private static <T> T answer(CompletableFuture<T> question, Cancellation cancellation) {
        try (var registration = cancellation.onCancel(() -> question.cancel(false))) {
            return question.join();
        } catch (CancellationException e) {
            throw new CancelledException();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProblemException problem ? problem : e;
        }
    }
}
