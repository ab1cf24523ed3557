package io.jenkins.plugins.imagefarm.engine.builder;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.podman.PodmanVersion;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a Podman says of itself at {@code /libpod/info}. */
final class PodmanInfo {
    private static final String INFO = "/v4.0.0/libpod/info";

    private final RestClient podman;
    private final RestClient patient;

    PodmanInfo(Transport transport, Cancellation cancellation) {
        podman = new RestClient(transport, cancellation);
        patient = new RestClient(transport, new Cancellation());
    }

    /**
     * @param platforms what the node is used for; empty to find out. Whoever says it knows what the node emulates, and need not wait
     *     for the answer
     */
    NodeInfo ask(List<Platform> platforms) throws IOException {
        JsonNode info = podman.json(RestRequest.get(INFO));
        JsonNode host = info.path("host");
        Platform own = new Platform(
                host.path("os").asText("linux"),
                host.path("arch").asText(),
                host.path("variant").asText(""));
        PodmanVersion version = new PodmanVersion(info.at("/version/Version").asText());
        return new NodeInfo(
                BuilderType.PODMAN,
                version.text(),
                List.of(own),
                (platforms.isEmpty() ? emulated(version, host) : platforms.stream())
                        .filter(platform -> !platform.architecture().equals(own.architecture()))
                        .distinct()
                        .toList(),
                version.features(),
                -1);
    }

    private Stream<Platform> emulated(PodmanVersion version, JsonNode host) throws IOException {
        return version.listsEmulators()
                ? StreamSupport.stream(host.path("emulatedArchitectures").spliterator(), false)
                        .map(JsonNode::asText)
                        .map(Platform::valueOf)
                : new PodmanEmulators(podman, patient).ask().stream();
    }
}
