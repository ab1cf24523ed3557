package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.solve.DaemonWatch;
import io.jenkins.plugins.imagefarm.engine.docker.DockerImages;
import io.jenkins.plugins.imagefarm.engine.docker.PushException;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The push of one try on a Docker with the classic image store, where BuildKit itself cannot push: BuildKit makes the image under
 * a name that no other build has, Docker gives it the names to be pushed and pushes each, and afterwards this takes away the names
 * that nobody asked for.
 *
 * <p>Such a Docker pushes names only. What is to be pushed by digest gets a name of its own for every tag and platform, such as
 * {@code 1.0-linux-arm64}, which stays in the registry: one that lets a tag be deleted may delete the manifest with it.
 *
 * <p>Names are the daemon's, not this build's: another build may take one between the moments when it is given and when Docker
 * looks what it stands for. Then it is given and pushed again.
 */
final class ClassicPush implements AutoCloseable {
    private static final String HOLD = "image-farm/build";
    private static final int LONGEST_TAG = 128;
    private static final int TIMES = 5;

    private final BuildRequest request;
    private final LoginSource logins;
    private final RegistryClient registry;
    private final BuilderConnection connection;
    private final BuildReporter reporter;
    private final ImageReference held;
    private final List<ImageReference> names;
    private final Cancellation stop = new Cancellation();
    private final List<ImageReference> given = new ArrayList<>();
    private volatile String abandoned;

    /** @param platform that is built for */
    ClassicPush(
            BuildRequest request,
            Platform platform,
            LoginSource logins,
            RegistryClient registry,
            BuilderConnection connection,
            BuildReporter reporter) {
        this.request = request;
        this.logins = logins;
        this.registry = registry;
        this.connection = connection;
        this.reporter = reporter;
        held = ImageReference.valueOf(HOLD + ":" + UUID.randomUUID().toString().replace("-", ""));
        Destination destination = request.destination();
        names = destination.tags().stream()
                .map(tag -> destination.byDigest() ? ofPlatform(tag, platform) : tag)
                .distinct()
                .toList();
    }

    private static ImageReference ofPlatform(ImageReference tag, Platform platform) {
        String ending = "-" + platform.toString().replace('/', '-');
        String begin = tag.tag() == null ? "latest" : tag.tag();
        int room = Math.min(begin.length(), LONGEST_TAG - ending.length());
        return new ImageReference(tag.registry(), tag.repository(), begin.substring(0, room) + ending, null);
    }

    /** The build without its push. */
    BuildRequest local() {
        Destination wanted = request.destination();
        Destination here =
                new Destination(List.of(held), false, wanted.outputs(), wanted.metadataFile(), wanted.iidFile());
        return request.fromDockerfile(request.source(), request.recipe(), here).onOnly(request.builder());
    }

    /**
     * @param image that BuildKit made
     * @return the manifest that was pushed under all names
     * @throws StatusRuntimeException if it failed, in the same form as a failed solve
     * @throws CancelledException if the build was cancelled
     */
    Digest run(Digest image, Consumer<StatusResponse> progress, Cancellation cancellation) {
        checkRights();
        tellOfPasswords();
        Set<Digest> pushed = new LinkedHashSet<>();
        try (var registration = cancellation.onCancel(stop::cancel);
                DaemonWatch watch = new DaemonWatch(connection, () -> abandon("the builder stopped answering"))) {
            DockerImages images = new DockerImages(connection.docker(stop));
            for (ImageReference name : names) {
                pushed.add(push(image, name, images, new PushSteps(name, progress)));
            }
        }
        if (pushed.size() > 1) {
            differ(pushed);
        }
        return pushed.iterator().next();
    }

    private Digest push(Digest image, ImageReference name, DockerImages images, PushSteps steps) {
        try {
            for (int times = 0; times < TIMES; times++) {
                Optional<Digest> pushed = pushOnce(image.toString(), name, images, steps);
                if (pushed.isPresent()) {
                    steps.done();
                    return pushed.get();
                }
            }
            String taken = "other builds give the name to other images at the same time";
            steps.failed(taken);
            throw new ProblemException(Problem.service("Cannot push " + name + ": " + taken, "Try again later."));
        } catch (CancelledException e) {
            throw stopped(steps);
        } catch (PushException e) {
            steps.failed(e.getMessage());
            if (e.isOfLogin()) {
                registry.lostLogin(name).ifPresent(problem -> {
                    throw new OutsideFaultException(problem, e);
                });
            }
            // The words in which BuildKit tells of a push that failed.
            throw Status.UNKNOWN
                    .withDescription("failed to push " + name + ": " + e.getMessage())
                    .asRuntimeException();
        } catch (IOException e) {
            if (stop.isCancelled()) {
                throw stopped(steps);
            }
            steps.failed(String.valueOf(e.getMessage()));
            throw Status.UNAVAILABLE
                    .withDescription(e.getMessage())
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    private RuntimeException stopped(PushSteps steps) {
        if (abandoned == null) {
            steps.failed("context canceled"); // Go's words for it, which steps are known by
            return new CancelledException();
        }
        steps.failed(abandoned);
        return Status.UNAVAILABLE.withDescription(abandoned).asRuntimeException();
    }

    /** @return empty if another build took the name meanwhile */
    private Optional<Digest> pushOnce(String image, ImageReference name, DockerImages images, PushSteps steps)
            throws IOException {
        given.add(name);
        images.tag(image, name);
        try {
            Digest pushed = images.push(name, logins.login(new RegistryHost(name.registry())), steps::on);
            // Docker remembers what it pushed an image as; that keeps the image even when another build has taken the
            // name.
            given.add(new ImageReference(name.registry(), name.repository(), null, pushed));
            return images.has(image, name.name(), pushed) ? Optional.of(pushed) : Optional.empty();
        } catch (PushException e) {
            if (e.isOfLostName()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Gives up while it {@link #run}s: what it waits for will not come. */
    void abandon(String why) {
        abandoned = why;
        stop.cancel();
    }

    /** Docker tries a refused push for almost a minute, and then says little of the reason. */
    private void checkRights() {
        try {
            for (ImageReference name : names) {
                registry.refusesPush(name).ifPresent(problem -> {
                    throw new OutsideFaultException(problem, null);
                });
            }
        } catch (OutsideFaultException e) {
            throw e;
        } catch (ProblemException e) {
            throw new OutsideFaultException(e.problem(), e);
        }
    }

    private void tellOfPasswords() {
        names.stream().map(name -> new RegistryHost(name.registry())).distinct().forEach(host -> {
            if (logins.login(host).map(Login::password).isPresent()) {
                reporter.say("The builder gets the password of the registry " + host
                        + ", because Docker's classic image store cannot push with a token.");
            }
        });
    }

    /** Docker compresses layers again for a registry that they did not come from. */
    private void differ(Set<Digest> pushed) {
        String digests = pushed.stream().map(Digest::toString).collect(Collectors.joining(", "));
        if (request.destination().byDigest()) {
            throw new ProblemException(Problem.user(
                    connection + " did not push the same manifest into every repository: " + digests,
                    "Push into one registry only, or use BuildKit or Docker with the containerd image store."));
        }
        reporter.say("WARNING: the names have different digests: " + digests);
    }

    /** Takes the names away, whichever way the build ended. */
    @Override
    public void close() {
        Destination destination = request.destination();
        Set<ImageReference> unwanted = new LinkedHashSet<>();
        if (destination.byDigest() || destination.cleanup()) {
            unwanted.addAll(given);
        }
        unwanted.add(held);
        DockerImages images = new DockerImages(connection.docker(new Cancellation()));
        for (ImageReference name : unwanted) {
            try {
                images.untag(name);
            } catch (IOException e) {
                reporter.say("The image " + name + " stays on the builder: " + e.getMessage());
            }
        }
    }
}
