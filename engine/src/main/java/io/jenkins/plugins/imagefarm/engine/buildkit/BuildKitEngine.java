package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.FeatureCheck;
import io.jenkins.plugins.imagefarm.engine.build.Metadata;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderKind;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.CallAnswer;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.ProgressReport;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.SolveFailure;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.session.Session;
import io.jenkins.plugins.imagefarm.engine.buildkit.solve.FrontendCall;
import io.jenkins.plugins.imagefarm.engine.buildkit.solve.Solve;
import io.jenkins.plugins.imagefarm.engine.buildkit.solve.SolveRequests;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Builds on a BuildKit daemon, be it a buildkitd or the one inside Docker: connects, opens a session that serves files, logins
 * and secrets, and solves.
 */
public final class BuildKitEngine implements BuildEngine {
    private final Connecting connecting;
    private final LoginSource logins;

    /** Connects to the daemon of a build. */
    @FunctionalInterface
    private interface Connecting {
        BuilderConnection connect(BuildRequest request, Secrets secrets, Cancellation cancellation);
    }

    /** @param logins used after those that come with the request's secrets */
    public BuildKitEngine(BuilderFinder finder, LoginSource logins) {
        this(
                (request, secrets, cancellation) ->
                        finder.connect(request.builder(), secrets.keysOf(request.builder()), cancellation),
                logins);
    }

    private BuildKitEngine(Connecting connecting, LoginSource logins) {
        this.connecting = connecting;
        this.logins = logins;
    }

    /**
     * Builds once, at the end of a way, wherever the builder of the request is.
     *
     * @param way closed with the build
     */
    public static BuildEngine at(Transport way, LoginSource logins) {
        return new BuildKitEngine((request, secrets, cancellation) -> BuilderFinder.connect(way, cancellation), logins);
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        CacheServers servers = CacheServers.ask(request, secrets);
        try (BuilderConnection connection = connecting.connect(request, secrets, cancellation)) {
            reporter.builder(connection.toString());
            new FeatureCheck(connection.toString(), connection.features()).check(request, secrets);
            ImageLayouts images = ImageLayouts.of(request.source().contexts());
            UsableCaches caches = UsableCaches.of(request, secrets, servers, connection.kind(), reporter);
            Optional<Outcome> outcome = Optional.empty();
            while (outcome.isEmpty()) {
                outcome = solve(caches.of(request), secrets, caches, images, connection, reporter, cancellation);
            }
            return outcome.get();
        }
    }

    /** @return empty if it was for a cache that it failed: without that, it may succeed */
    private Optional<Outcome> solve(
            BuildRequest request,
            Secrets secrets,
            UsableCaches caches,
            ImageLayouts images,
            BuilderConnection connection,
            BuildReporter reporter,
            Cancellation cancellation)
            throws InterruptedException {
        try (SessionServices services =
                        new SessionServices(request, secrets, caches.folders(), images, logins, reporter);
                Session session = Session.open(connection, request.id(), request.sharedKey(), services.definitions());
                ProgressReport progress = new ProgressReport(reporter);
                RegistryWatch registries =
                        new RegistryWatch(services.registries(), pushedTo(request), caches.writtenTo());
                ClassicPush push = needsPush(request, connection)
                        ? new ClassicPush(
                                request,
                                platforms(request, connection).get(0),
                                services.logins(),
                                services.registry(),
                                connection,
                                reporter)
                        : null) {
            String ref = UUID.randomUUID().toString().replace("-", "");
            SolveRequests requests = new SolveRequests(
                    push == null ? request : push.local(), secrets, images.contexts(), connection.kind());
            Optional<FrontendCall> question = requests.call(ref, services.dockerfile());
            Consumer<StatusResponse> told = status -> {
                progress.on(status);
                registries.on(status);
            };
            Solve call = new Solve(connection, requests.of(ref, session.id(), services.dockerfile()), question, told);
            AtomicReference<Remote> silentCache = new AtomicReference<>();
            registries.start(remote -> {
                if (remote.cache()) {
                    silentCache.set(remote);
                }
                String why = "the registry " + remote.name() + " does not answer";
                call.abandon(why);
                if (push != null) {
                    push.abandon(why);
                }
            });
            try {
                Map<String, String> response = call.run(cancellation);
                if (question.isPresent()) {
                    return Optional.of(
                            answer(request, question.get().answer(), progress, platforms(request, connection)));
                }
                services.commit();
                caches.written(response);
                reporter.tellDiskUsed(() -> BuildKitCare.diskUsedSoon(connection));
                if (connection.kind() == BuilderKind.DOCKER_CLASSIC) {
                    ClassicImage image = new ClassicImage(response);
                    response = push == null
                            ? image.response(null)
                            : image.response(push.run(image.id(), told, cancellation));
                }
                return Optional.of(outcome(request, response, platforms(request, connection), services));
            } catch (StatusRuntimeException e) {
                if (cancellation.isCancelled()) {
                    throw new CancelledException();
                }
                if (silentCache.get() != null) {
                    caches.dropSilent(silentCache.get());
                    return Optional.empty();
                }
                SolveFailure failure = progress.failed(e);
                if (caches.dropRefused(failure.details().message())) {
                    return Optional.empty();
                }
                // What this side saw of a login, a secret or a file says more than the daemon's words about it.
                Optional<Problem> known = services.explain(failure.details().message());
                Problem problem = known.orElse(failure.problem());
                throw known.isPresent() || failure.ofRegistry()
                        ? new OutsideFaultException(problem, e)
                        : new ProblemException(problem, e);
            }
        }
    }

    private static boolean needsPush(BuildRequest request, BuilderConnection connection) {
        return request.destination().push() && connection.kind() == BuilderKind.DOCKER_CLASSIC;
    }

    private static Outcome answer(
            BuildRequest request, Map<String, String> metadata, ProgressReport progress, List<Platform> platforms) {
        CallAnswer answer = CallAnswer.of(request.call(), metadata);
        progress.answered(answer);
        answer.problem().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        return new Outcome(answer.response(), platforms);
    }

    private static Outcome outcome(
            BuildRequest request, Map<String, String> response, List<Platform> platforms, SessionServices services) {
        if (!request.destination().byDigest()) {
            return new Outcome(response, platforms);
        }
        PushedManifests pushed =
                PushedManifests.of(request, platforms, Metadata.of(response).digest(), services.registry());
        return new Outcome(response, platforms, pushed.manifests(), pushed.attestations());
    }

    private static Set<Remote> pushedTo(BuildRequest request) {
        return request.destination().push()
                ? request.destination().tags().stream()
                        .map(tag -> Remote.registry(tag.registry()))
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static List<Platform> platforms(BuildRequest request, BuilderConnection connection) {
        List<Platform> asked = request.recipe().platforms();
        return asked.isEmpty() ? connection.platforms().stream().limit(1).toList() : asked;
    }
}
