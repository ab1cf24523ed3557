package io.jenkins.plugins.imagefarm.engine.builder;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PodmanProbeTest {
    /** Asked again and again until the cancellation comes in the middle of it. */
    @Test
    void aQuestionThatIsCancelledLeavesNoContainer() throws Exception {
        Builder builder = Engines.podman4();
        try (Transport transport = Transport.to(builder, Engines.sshKeys())) {
            RestClient podman = new RestClient(transport, new Cancellation());
            Cancellation cancellation = new Cancellation();
            CompletableFuture<Void> asking =
                    CompletableFuture.runAsync(() -> assertThrows(CancelledException.class, () -> {
                        while (true) {
                            new BuilderProbe(Map.of()).ask(builder, Engines.sshKeys(), cancellation);
                        }
                    }));
            Eventually.holds("a container is there", () -> !probes(podman).isEmpty());
            assertFalse(asking.isDone());
            cancellation.cancel();
            asking.join();
            // Another program may be asking the same Podman; its containers go as well.
            Set<String> left = probes(podman);
            Eventually.holds("none stays", () -> {
                left.retainAll(probes(podman));
                return left.isEmpty();
            });
        }
    }

    private static Set<String> probes(RestClient podman) throws IOException {
        Set<String> names = new HashSet<>();
        podman.json(RestRequest.get("/v4.0.0/libpod/containers/json").with("all", "true"))
                .findValues("Names")
                .forEach(each -> names.add(each.path(0).asText()));
        names.removeIf(name -> !name.startsWith("image-farm-probe-"));
        return names;
    }
}
