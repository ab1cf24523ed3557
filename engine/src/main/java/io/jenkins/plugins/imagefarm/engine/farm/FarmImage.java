package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageFormat;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;

/** What becomes of the parts: one image in the registry, and in the outputs. */
final class FarmImage {
    private final BuildRequest request;
    private final LoginSource logins;
    private final Cancellation cancellation;

    /** @throws ProblemException if a farm cannot make what is wanted */
    FarmImage(BuildRequest request, LoginSource logins, Cancellation cancellation) {
        this.request = request;
        this.logins = logins;
        this.cancellation = cancellation;
        if (!request.farm().rules().oneNode()) {
            check();
        }
    }

    private void check() {
        if (request.destination().format() == ImageFormat.DOCKER
                && !request.recipe().attestations().isEmpty()) {
            throw new ProblemException(Problem.user(
                    "A manifest list in Docker's format holds no attestations", "Use format oci, or do without them."));
        }
        for (Output output : request.destination().outputs()) {
            if (output.type() == Output.Type.OCI && request.destination().push()) {
                LayoutWriter.check(output);
            } else if (output.type() != Output.Type.IMAGE) {
                throw new ProblemException(Problem.user(
                        output.type() == Output.Type.OCI
                                ? "A farm makes the output type=oci of an image that it pushes, and this one is not pushed"
                                : "A farm cannot make the output type=" + output.type(),
                        "Push the image with type=oci as output, or build on one node of the farm with imageBuild."));
            }
        }
    }

    /** @throws CancelledException at once if the build is cancelled; a request to a registry may then still wait for its answer */
    Outcome of(List<PartBuild> parts, BuildReporter reporter) throws InterruptedException {
        Map<Platform, Digest> manifests = new LinkedHashMap<>();
        Map<Platform, Digest> attestations = new LinkedHashMap<>();
        for (Platform platform : order(parts)) {
            for (PartBuild part : parts) {
                Outcome outcome = part.outcome();
                if (outcome.manifests().containsKey(platform)) {
                    manifests.put(platform, outcome.manifests().get(platform));
                }
                if (outcome.attestations().containsKey(platform)) {
                    attestations.put(platform, outcome.attestations().get(platform));
                }
            }
        }
        if (!request.destination().push()) {
            reporter.say("Nothing was pushed: what was built stays on its nodes.");
            return new Outcome(Map.of(), order(parts));
        }
        RetryingEngine tries = new RetryingEngine((same, unused, told, stop) -> {
            Manifest index = interruptible(() -> write(manifests, attestations));
            return new Outcome(response(index), List.copyOf(manifests.keySet()), manifests, attestations);
        });
        Outcome outcome = tries.build(request, Secrets.none(), reporter, cancellation);
        reporter.say("#0 pushed " + outcome.response().get("image.name") + " as "
                + outcome.response().get("containerimage.digest"));
        return outcome;
    }

    private Manifest write(Map<Platform, Digest> manifests, Map<Platform, Digest> attestations) {
        Destination destination = request.destination();
        RegistryClient registry = new RegistryClient(logins, new Registries(request.registries()));
        IndexWriter writer = new IndexWriter(registry, cancellation);
        Manifest index = writer.write(destination, manifests, attestations);
        LayoutWriter layouts = new LayoutWriter(
                registry,
                destination.tags().get(0),
                Annotation.of(Annotation.Level.INDEX_DESCRIPTOR, null, destination.annotations()),
                cancellation);
        destination.outputs().stream()
                .filter(output -> output.type() == Output.Type.OCI)
                .forEach(output -> layouts.write(output, index, destination.tags()));
        writer.name(destination, index);
        return index;
    }

    /** As they were asked for; by name if nobody said. */
    private List<Platform> order(List<PartBuild> parts) {
        List<Platform> asked = request.recipe().platforms();
        if (!asked.isEmpty()) {
            return asked.stream().distinct().toList();
        }
        List<Platform> built = new ArrayList<>();
        parts.forEach(part -> part.assignment().platforms().stream()
                .map(Assignment.Share::platform)
                .forEach(built::add));
        built.sort(Comparator.comparing(Platform::toString));
        return built;
    }

    /** In the keys of BuildKit's image exporter. */
    private Map<String, String> response(Manifest index) {
        String digest = index.digest().toString();
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", index.mediaType());
        descriptor.put("digest", digest);
        descriptor.put("size", index.content().length);
        String json = Wire.write(descriptor);
        return Map.of(
                "containerimage.digest",
                digest,
                "containerimage.descriptor",
                Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)),
                "image.name",
                request.destination().tags().stream()
                        .map(ImageReference::toString)
                        .collect(Collectors.joining(",")));
    }

    /** The JDK's requests cannot be interrupted: they are left behind, and end by their own time limit. */
    private <T> T interruptible(Callable<T> work) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "index");
        thread.setDaemon(true);
        try (var registration = cancellation.onCancel(() -> task.cancel(true))) {
            thread.start();
            return task.get();
        } catch (CancellationException e) {
            throw new CancelledException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
