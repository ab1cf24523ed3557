package io.jenkins.plugins.imagefarm.engine.podman;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;

/** The versions that are tested. */
enum Podman {
    PODMAN4,
    PODMAN5;

    Builder builder() {
        return this == PODMAN4 ? Engines.podman4Socket() : Engines.podman5Socket();
    }

    <T> T ask(PodmanNode.Question<T> question) {
        try (Transport transport = Transport.to(builder(), BuilderKeys.none())) {
            return new PodmanNode(transport, new Cancellation()).ask(question);
        }
    }

    /** Whether there is such an image, with or without a name. */
    boolean has(String id) {
        for (JsonNode image : ask(LibpodApi::images)) {
            if (image.path("Id").asText().equals(id)) {
                return true;
            }
        }
        return false;
    }
}
