package io.jenkins.plugins.imagefarm.engine.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestBody;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestReply;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The daemons are shared with other tests, so the containers have names of this one. */
class AbandonedContainersTest {
    private static final Duration NONE = Duration.ZERO;

    private final String names = "abandoned-" + UUID.randomUUID() + "-";

    /** Whose containers they are. */
    enum Daemon {
        DOCKER(Engines::docker),
        DOCKER20(Engines::docker20),
        PODMAN4(Engines::podman4Socket),
        PODMAN5(Engines::podman5Socket);

        private final Supplier<Builder> builder;

        Daemon(Supplier<Builder> builder) {
            this.builder = builder;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOldAndDoesNotRunIsRemoved(Daemon daemon) throws Exception {
        try (Transport transport = Transport.to(daemon.builder.get(), BuilderKeys.none())) {
            RestClient rest = new RestClient(transport, new Cancellation());
            pull(rest);
            create(rest, "created");
            create(rest, "running");
            create(rest, "other-name");
            rest.send(RestRequest.post("/containers/" + names + "running/start"))
                    .close();
            try {
                new AbandonedContainers(names + "[a-z]+", Duration.ofHours(1)).remove(rest);
                assertEquals(Set.of("created", "running", "other-name"), left(rest));
                new AbandonedContainers(names + "[a-z]+", NONE).remove(rest);
                assertEquals(Set.of("running", "other-name"), left(rest));
            } finally {
                for (String each : left(rest)) {
                    rest.json(RestRequest.delete("/containers/" + names + each).with("force", "true"));
                }
            }
        }
    }

    @Test
    void theContainersOfBuildsAreKnownByTheirNames() {
        assertTrue(new Container(null)
                .name()
                .matches(AbandonedContainers.ofBuilds().names()));
    }

    private static void pull(RestClient rest) throws IOException {
        try (RestReply pulled = rest.send(RestRequest.post("/images/create")
                .with("fromImage", Engines.baseImage())
                .withoutLimit())) {
            pulled.body().readAllBytes();
        }
    }

    private void create(RestClient rest, String name) throws IOException {
        ObjectNode container = JsonNodeFactory.instance.objectNode();
        container.put("Image", Engines.baseImage());
        container.putArray("Cmd").add("sleep").add("3600");
        container.putObject("HostConfig").put("NetworkMode", "host");
        rest.json(RestRequest.post("/containers/create")
                .with("name", names + name)
                .body(RestBody.json(container)));
    }

    private Set<String> left(RestClient rest) throws IOException {
        Set<String> left = new TreeSet<>();
        for (JsonNode container : rest.json(RestRequest.get("/containers/json").with("all", "true"))) {
            String name = container.path("Names").path(0).asText().replaceFirst("^/", "");
            if (name.startsWith(names)) {
                left.add(name.substring(names.length()));
            }
        }
        return left;
    }
}
