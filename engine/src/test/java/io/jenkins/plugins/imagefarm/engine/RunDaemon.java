package io.jenkins.plugins.imagefarm.engine;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** The daemons that run containers, and a look at what they have. Other tests may use them at the same time. */
public enum RunDaemon {
    DOCKER,
    /** With the classic image store. */
    DOCKER20,
    PODMAN4,
    PODMAN5;

    public Builder builder() {
        return switch (this) {
            case DOCKER -> Engines.docker();
            case DOCKER20 -> Engines.docker20();
            case PODMAN4 -> Engines.podman4Socket();
            case PODMAN5 -> Engines.podman5Socket();
        };
    }

    /** Of Docker's API, which Podman has too. */
    public JsonNode ask(RestRequest request) throws IOException {
        try (Transport transport = Transport.to(builder(), BuilderKeys.none())) {
            return new RestClient(transport, new Cancellation()).json(request.withoutLimit());
        }
    }

    public void pull(String image) throws IOException {
        int colon = image.lastIndexOf(':');
        try (Transport transport = Transport.to(builder(), BuilderKeys.none())) {
            new RestClient(transport, new Cancellation())
                    .send(RestRequest.post("/images/create")
                            .with("fromImage", image.substring(0, colon))
                            .with("tag", image.substring(colon + 1))
                            .withoutLimit())
                    .eachJson(progress -> {});
        }
    }

    /** What builds have by now goes: builds of other tests have something, too, but not for ever. */
    public void awaitNothingLeft() throws Exception {
        Set<String> left = leftovers();
        Eventually.holds("no container and no half-made image is left", () -> {
            left.retainAll(leftovers());
            return left.isEmpty();
        });
    }

    /** Containers of builds, and images that are still to get their names. */
    private Set<String> leftovers() throws IOException {
        Set<String> found = new HashSet<>();
        for (JsonNode container : ask(RestRequest.get("/containers/json").with("all", "true"))) {
            String name = container.path("Names").path(0).asText();
            if (name.startsWith("/image-farm-")) {
                found.add(name);
            }
        }
        // Podman 4 takes minutes to list thousands of images; what the filter leaves out it does not look at.
        String unnamed = "{\"reference\": [\"localhost/image-farm/build:*\"]}";
        for (JsonNode stored : ask(RestRequest.get("/images/json").with("filters", unnamed))) {
            found.add(stored.path("RepoTags").path(0).asText());
        }
        return found;
    }
}
