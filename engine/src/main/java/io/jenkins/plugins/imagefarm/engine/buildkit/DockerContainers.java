package io.jenkins.plugins.imagefarm.engine.buildkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.NetworkMode;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iContainer.Volume;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderKind;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.SolveFailure;
import io.jenkins.plugins.imagefarm.engine.buildkit.progress.SolveProgress;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.container.ContainerDaemon;
import io.jenkins.plugins.imagefarm.engine.container.ContainerSpec;
import io.jenkins.plugins.imagefarm.engine.container.ImageConfig;
import io.jenkins.plugins.imagefarm.engine.container.StoredImage;
import io.jenkins.plugins.imagefarm.engine.docker.DockerImages;
import io.jenkins.plugins.imagefarm.engine.docker.PullException;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestBody;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Containers on Docker, whichever image store it has. */
public final class DockerContainers implements ContainerDaemon {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final BuilderConnection connection;
    private final BuildRequest request;
    private final LoginSource logins;
    private final BuildReporter reporter;

    /** @param connection to a Docker; it is closed with this */
    public DockerContainers(
            BuilderConnection connection, BuildRequest request, LoginSource logins, BuildReporter reporter) {
        this.connection = connection;
        this.request = request;
        this.logins = logins;
        this.reporter = reporter;
    }

    @Override
    public RestClient rest(Cancellation cancellation) {
        return connection.docker(cancellation);
    }

    @Override
    public Platform platform() {
        return connection.platforms().get(0);
    }

    @Override
    public Optional<StoredImage> image(RestClient rest, String name) throws IOException {
        return new DockerImages(rest).find(name).map(DockerContainers::stored);
    }

    private static StoredImage stored(JsonNode image) {
        return new StoredImage(
                image.path("Id").asText(),
                new Platform(
                        image.path("Os").asText(),
                        image.path("Architecture").asText(),
                        image.path("Variant").asText()),
                image.path("Config"),
                false);
    }

    @Override
    public void pull(RestClient rest, ImageReference name, Platform platform) throws IOException {
        try {
            new DockerImages(rest).pull(name, platform, logins.login(new RegistryHost(name.registry())));
        } catch (PullException e) {
            // The words in which BuildKit tells of it.
            throw explained(Status.UNKNOWN
                    .withDescription("failed to resolve source metadata for " + name + ": " + e.getMessage())
                    .asRuntimeException());
        }
    }

    @Override
    public void create(RestClient rest, String name, ContainerSpec spec) throws IOException {
        new DockerImages(rest)
                .find(spec.image())
                .map(image -> image.path("Config").path("Volumes"))
                .ifPresent(volumes -> volumes.fieldNames()
                        .forEachRemaining(volume -> reporter.say("WARNING: what is written to " + volume
                                + " gets lost, since the image declares it as a volume; use the method build")));
        ObjectNode container = JSON.objectNode();
        container.put("Image", spec.image()).put("User", spec.user());
        spec.command().forEach(container.putArray("Entrypoint")::add);
        spec.env().forEach((key, value) -> container.withArray("Env").add(key + "=" + value));
        ObjectNode labels = container.putObject("Labels");
        spec.labels().forEach(labels::put);
        ObjectNode host = container.putObject("HostConfig");
        host.putObject("LogConfig").put("Type", "none");
        if (spec.run().network() != NetworkMode.DEFAULT) {
            host.put("NetworkMode", spec.run().network().name().toLowerCase(Locale.ROOT));
        }
        spec.run().addHosts().forEach(extra -> host.withArray("ExtraHosts").add(extra.name() + ":" + extra.address()));
        spec.rights().capDrop().forEach(host.putArray("CapDrop")::add);
        for (Volume volume : spec.rights().volumes()) {
            host.withArray("Mounts")
                    .addObject()
                    .put("Type", "volume")
                    .put("Source", volume.name())
                    .put("Target", volume.path());
        }
        RestRequest create = RestRequest.post("/containers/create").with("name", name);
        List<Platform> platforms = request.recipe().platforms();
        // The containerd image store may have an image for several, all of one id.
        boolean choose = connection.kind() != BuilderKind.DOCKER_CLASSIC && !platforms.isEmpty();
        rest.json((choose ? create.with("platform", platforms.get(0).toString()) : create)
                .body(RestBody.json(container)));
    }

    @Override
    public int exitCode(RestClient rest, String container, Duration limit) throws IOException {
        return rest.json(RestRequest.post("/containers/" + container + "/wait").within(limit))
                .path("StatusCode")
                .asInt();
    }

    @Override
    public String commit(RestClient rest, String container, ImageReference name, ImageConfig config)
            throws IOException {
        ObjectNode changes = JSON.objectNode();
        changes.put("User", config.user());
        config.entrypoint().forEach(changes.putArray("Entrypoint")::add);
        config.command().forEach(changes.putArray("Cmd")::add);
        return rest.json(RestRequest.post("/commit")
                        .with("container", container)
                        .with("repo", name.name())
                        .with("tag", name.tag())
                        .body(RestBody.json(changes))
                        .withoutLimit())
                .path("Id")
                .asText();
    }

    @Override
    public void remove(RestClient rest, String container) throws IOException {
        rest.json(RestRequest.delete("/containers/" + container)
                .with("force", "true")
                .with("v", "true")
                .within(LAST_WORDS));
    }

    @Override
    public void untag(RestClient rest, ImageReference name) throws IOException {
        new DockerImages(rest).untag(name);
    }

    @Override
    public Map<String, String> publish(
            String image, Destination destination, Consumer<StatusResponse> progress, Cancellation cancellation)
            throws IOException {
        Digest id = Digest.valueOf(image);
        boolean classic = connection.kind() == BuilderKind.DOCKER_CLASSIC;
        Digest manifest = classic ? null : id; // the containerd image store knows images by their manifests
        if (destination.push()) {
            manifest = push(id, destination, progress, cancellation);
        } else if (!destination.cleanup()) {
            DockerImages images = new DockerImages(rest(cancellation));
            for (ImageReference tag : destination.tags()) {
                images.tag(image, tag);
            }
        }
        return classic ? ClassicImage.of(id).response(manifest) : Map.of(ClassicImage.DIGEST, manifest.toString());
    }

    private Digest push(
            Digest image, Destination destination, Consumer<StatusResponse> progress, Cancellation cancellation) {
        RegistryClient registry = new RegistryClient(logins, new Registries(request.registries()));
        Platform platform = request.recipe().platforms().stream().findFirst().orElseGet(this::platform);
        BuildRequest pushed = request.fromDockerfile(request.source(), request.recipe(), destination);
        try (ClassicPush push = new ClassicPush(pushed, platform, logins, registry, connection, reporter)) {
            return push.run(image, progress, cancellation);
        } catch (StatusRuntimeException e) {
            throw explained(e);
        }
    }

    private static ProblemException explained(StatusRuntimeException e) {
        SolveFailure failure = SolveFailure.of(e, new SolveProgress());
        return failure.ofRegistry()
                ? new OutsideFaultException(failure.problem(), e)
                : new ProblemException(failure.problem(), e);
    }

    @Override
    public ProblemException problem(IOException e) {
        return e instanceof RestStatusException
                ? new ProblemException(Problem.service(connection + " says: " + e.getMessage(), ""), e)
                : connection.problem(e);
    }

    @Override
    public String toString() {
        return connection.toString();
    }

    @Override
    public void close() {
        connection.close();
    }
}
