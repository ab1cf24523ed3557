package io.jenkins.plugins.imagefarm.engine.podman;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.NetworkMode;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iContainer.Volume;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.container.ContainerDaemon;
import io.jenkins.plugins.imagefarm.engine.container.ContainerSpec;
import io.jenkins.plugins.imagefarm.engine.container.ImageConfig;
import io.jenkins.plugins.imagefarm.engine.container.StoredImage;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestBody;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestReply;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestStatusException;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Containers on Podman, by libpod's API where Docker's would leave something of the container in the image that is made of it: Podman
 * takes the variables of the process for those of the image (libpod/container_commit.go), and gives a process {@code container} and
 * {@code TERM}.
 */
public final class PodmanContainers implements ContainerDaemon {
    private static final int POLL_MS = 20;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int NOT_FOUND = 404;
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Transport transport;
    private final PodmanVersion version;
    private final Platform own;
    private final RegistryAccess access;

    private PodmanContainers(Transport transport, PodmanVersion version, Platform own, RegistryAccess access) {
        this.transport = transport;
        this.version = version;
        this.own = own;
        this.access = access;
    }

    /**
     * @param logins used after those of the secrets
     * @throws ProblemException if it does not answer
     */
    public static PodmanContainers open(
            Builder builder, BuildRequest request, Secrets secrets, LoginSource logins, Cancellation cancellation) {
        Transport transport = Transport.to(builder, secrets.keysOf(builder));
        try {
            JsonNode said = new PodmanNode(transport, cancellation).ask(LibpodApi::version);
            return new PodmanContainers(
                    transport,
                    new PodmanVersion(said.path("Version").asText()),
                    new Platform(said.path("Os").asText(), said.path("Arch").asText(), ""),
                    new RegistryAccess(secrets.logins(), logins, request.registries()));
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    @Override
    public RestClient rest(Cancellation cancellation) {
        return new RestClient(transport, cancellation);
    }

    @Override
    public Platform platform() {
        return own;
    }

    @Override
    public Optional<StoredImage> image(RestClient rest, String name) throws IOException {
        try {
            JsonNode image = new LibpodApi(rest).image(RestRequest.encoded(name));
            return Optional.of(new StoredImage(
                    image.path("Id").asText(),
                    new Platform(
                            image.path("Os").asText(),
                            image.path("Architecture").asText(),
                            image.path("Variant").asText()),
                    image.path("Config"),
                    true)); // Podman leaves it out (libimage/inspect.go)
        } catch (RestStatusException e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public void pull(RestClient rest, ImageReference name, Platform platform) throws IOException {
        RestRequest request =
                LibpodApi.post("images/pull").with("reference", name.toString()).with("policy", "always");
        if (platform != null) {
            request = request.with("OS", platform.os())
                    .with("Arch", platform.architecture())
                    .with("Variant", platform.variant());
        }
        AtomicReference<String> error = new AtomicReference<>("");
        try (RestReply reply = new LibpodApi(rest).open(access.forPush(request, new RegistryHost(name.registry())))) {
            reply.eachJson(
                    message -> error.accumulateAndGet(message.path("error").asText(), (old, more) -> old + more));
        } catch (RestStatusException e) {
            error.set(e.getMessage());
        }
        if (!error.get().isEmpty()) {
            PodmanFailure failure = PodmanFailure.ofPull(error.get(), name.toString());
            throw failure.ofRegistry()
                    ? new OutsideFaultException(failure.problem(), null)
                    : new ProblemException(failure.problem());
        }
    }

    @Override
    public void create(RestClient rest, String name, ContainerSpec spec) throws IOException {
        LibpodApi api = new LibpodApi(rest);
        ObjectNode container = JSON.objectNode();
        container.put("name", name).put("image", spec.image());
        spec.command().forEach(container.putArray("entrypoint")::add);
        container.putArray("command");
        if (!spec.user().isEmpty()) {
            container.put("user", spec.user());
        }
        container.put("image_volume_mode", "ignore"); // what is written into a volume would not be in the image
        container.put("unsetenvall", true);
        ObjectNode env = container.putObject("env");
        for (JsonNode variable : api.image(spec.image()).path("Config").path("Env")) {
            String[] pair = variable.asText().split("=", 2);
            env.put(pair[0], pair.length == 2 ? pair[1] : "");
        }
        spec.env().forEach(env::put);
        spec.labels().forEach(container.putObject("labels")::put);
        container.putObject("log_configuration").put("driver", "none");
        // Without a choice the network is the host's, as its builds have it.
        container.putObject("netns").put("nsmode", spec.run().network() == NetworkMode.NONE ? "none" : "host");
        spec.run()
                .addHosts()
                .forEach(extra -> container.withArray("hostadd").add(extra.name() + ":" + extra.address()));
        spec.rights().capDrop().forEach(container.putArray("cap_drop")::add);
        for (Volume volume : spec.rights().volumes()) {
            container
                    .withArray("volumes")
                    .addObject()
                    .put("Name", volume.name())
                    .put("Dest", volume.path());
        }
        api.ask(LibpodApi.post("containers/create").body(RestBody.json(container)));
    }

    /**
     * A container whose command has ended is "stopped" until another process has unmounted its files, and "exited" only then. Who asks for
     * its files between may get folders that are empty.
     */
    @Override
    public int exitCode(RestClient rest, String container, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            JsonNode state = rest.json(
                            LibpodApi.get("containers/" + container + "/json").within(limit))
                    .path("State");
            if (state.path("Status").asText().equals("exited")) {
                return state.path("ExitCode").asInt();
            }
            if (System.nanoTime() > end) {
                throw new SocketTimeoutException(
                        "the container is " + state.path("Status").asText());
            }
            pause();
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    @Override
    public String commit(RestClient rest, String container, ImageReference name, ImageConfig config)
            throws IOException {
        RestRequest request = LibpodApi.post("commit")
                .with("container", container)
                .with("repo", name.name())
                .with("tag", name.tag())
                .with("format", "oci")
                .with("changes", "ENTRYPOINT " + Wire.write(config.entrypoint()))
                .with("changes", "CMD " + Wire.write(config.command()));
        if (!config.user().isEmpty()) {
            request = request.with("changes", "USER " + config.user());
        }
        return rest.json(request.withoutLimit()).path("Id").asText();
    }

    @Override
    public void remove(RestClient rest, String container) throws IOException {
        new LibpodApi(rest, LAST_WORDS).removeContainer(container);
    }

    @Override
    public void untag(RestClient rest, ImageReference name) throws IOException {
        new LibpodApi(rest).untag(name);
    }

    @Override
    public Map<String, String> publish(
            String image, Destination destination, Consumer<StatusResponse> progress, Cancellation cancellation)
            throws IOException {
        LibpodApi api = new LibpodApi(rest(cancellation));
        MadeImage made = new MadeImage(image, own, version, access);
        Digest manifest = made.push(api, destination, progress);
        made.name(api, destination);
        return made.response(manifest);
    }

    @Override
    public ProblemException problem(IOException e) {
        return new PodmanNode(transport, new Cancellation()).problem(e);
    }

    @Override
    public String toString() {
        return "Podman " + version.text() + " at " + transport.uri();
    }

    @Override
    public void close() {
        transport.close();
    }
}
