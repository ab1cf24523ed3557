package io.jenkins.plugins.imagefarm.engine.podman;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.NarratedStep;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.ProgressReport;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.SourceExcerpt;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One try of one build on one node: builds, pushes, exports, names the image, and clears up. */
final class PodmanBuild implements AutoCloseable {
    private static final String INLINE_DOCKERFILE = "Dockerfile";

    private final BuildRequest request;
    private final Destination destination;
    private final BuildReporter reporter;
    private final Cancellation cancellation;
    private final PodmanNode node;
    private final PodmanVersion version;
    private final Platform platform;
    private final RegistryAccess access;
    private final ContextArchive context;
    private final DockerfileText dockerfile;
    private final ProgressReport progress;
    private final BuildNarration narration;

    PodmanBuild(
            BuildRequest request,
            Secrets secrets,
            BuildReporter reporter,
            Cancellation cancellation,
            PodmanNode node,
            PodmanVersion version,
            Platform platform,
            RegistryAccess access) {
        this.request = request;
        this.destination = request.destination();
        this.reporter = reporter;
        this.cancellation = cancellation;
        this.node = node;
        this.version = version;
        this.platform = platform;
        this.access = access;
        context = new ContextArchive(request.source(), secrets.values());
        String name =
                request.source().dockerfileText() == null ? request.source().dockerfile() : INLINE_DOCKERFILE;
        dockerfile = new DockerfileText(name, context.dockerfileText());
        progress = new ProgressReport(reporter);
        narration = new BuildNarration(progress::on);
    }

    Outcome run() {
        boolean kept = false;
        try {
            MadeImage image = new MadeImage(build(), platform, version, access);
            Digest digest = node.ask(api -> image.push(api, destination, progress::on));
            kept = !destination.cleanup();
            node.ask(api -> {
                image.name(api, destination);
                return null;
            });
            export(image.id());
            return new Outcome(
                    image.response(digest),
                    List.of(platform),
                    destination.byDigest() ? Map.of(platform, digest) : Map.of(),
                    Map.of());
        } finally {
            // Of a build that failed nothing but its layers stays, as build cache.
            if (!kept) {
                narration
                        .imageId()
                        .filter(image -> destination.cleanup() || !narration.isFromCache())
                        .ifPresent(this::remove);
            }
        }
    }

    private String build() {
        if (!request.recipe().cacheFrom().isEmpty()
                || !request.recipe().cacheTo().isEmpty()) {
            reporter.say("WARNING: Podman is built on with its own cache only; cacheFrom and cacheTo are left out");
        }
        NarratedStep upload = new NarratedStep("[internal] load build context", progress::on);
        ProcessPod pod = startPod();
        BuildCall call = new BuildCall(node.transport(), narration, context);
        RestRequest query = new BuildQuery(request, context, platform, version).on(pod == null ? "" : pod.namespace());
        BuildCall.End end;
        try {
            end = call.run(access.forBuild(query, context.dockerfileText()), pod, cancellation, upload);
        } catch (CancelledException e) {
            narration.interrupted();
            throw e;
        }
        return switch (end) {
            case BUILT -> {
                narration.ended();
                yield narration.imageId().orElseThrow();
            }
            case FAILED -> throw failed(call.error());
            case BROKEN -> throw broken("broke the connection off in mid-build");
            case SILENT -> throw broken("stopped answering");
        };
    }

    /** @return null if the node cannot make pods, which the user is told */
    private ProcessPod startPod() {
        return node.ask(api -> {
            try {
                return ProcessPod.start(node.transport(), api, request.id());
            } catch (RestStatusException e) {
                reporter.say("WARNING: this node cannot make pods (" + e.getMessage()
                        + "), so a RUN that is cancelled may run on there. Install catatonit on it.");
                return null;
            }
        });
    }

    private ProblemException failed(String error) {
        Optional<SourceExcerpt> place = place();
        PodmanFailure failure = PodmanFailure.ofBuild(
                error,
                narration.current().orElse(null),
                place.map(SourceExcerpt::place).orElse(""));
        narration.failed(failure.problem().cause());
        progress.close();
        progress.failedAt(place.stream().toList());
        return failure.ofRegistry()
                ? new OutsideFaultException(failure.problem(), null)
                : new ProblemException(failure.problem());
    }

    /** Of the step that failed. */
    private Optional<SourceExcerpt> place() {
        return narration.current().flatMap(step -> dockerfile.find(step.text(), 0));
    }

    private ProblemException broken(String how) {
        narration.failed(how);
        return new ProblemException(
                Problem.service("The builder " + node.transport().uri() + " " + how, "Check that it runs."));
    }

    private void export(String image) {
        String name = destination.tags().isEmpty() || destination.byDigest() || destination.cleanup()
                ? image
                : destination.tags().get(0).toString();
        for (Output output : destination.outputs()) {
            if (output.dest() != null) {
                node.ask(api -> {
                    new ImageExport(api, progress::on).write(name, output);
                    return null;
                });
            }
        }
    }

    private void remove(String image) {
        node.tidy(api -> {
            api.removeUnnamed(image);
            return null;
        });
    }

    @Override
    public void close() {
        progress.close();
    }
}
