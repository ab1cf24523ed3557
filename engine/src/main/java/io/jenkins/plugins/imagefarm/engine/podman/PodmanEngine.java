package io.jenkins.plugins.imagefarm.engine.podman;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.FeatureCheck;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;

/**
 * Builds on a Podman node, by its REST API alone: no command runs there but those of the Dockerfile. One build is for one platform.
 */
public final class PodmanEngine implements BuildEngine {
    private final LoginSource logins;

    /** @param logins used after those that come with the request's secrets */
    public PodmanEngine(LoginSource logins) {
        this.logins = logins;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        try (Transport transport = Transport.to(request.builder(), secrets.keysOf(request.builder()))) {
            PodmanNode node = new PodmanNode(transport, cancellation);
            JsonNode said = node.ask(LibpodApi::version);
            PodmanVersion version = new PodmanVersion(said.path("Version").asText());
            String builder = "Podman " + version.text() + " at " + transport.uri();
            reporter.builder(builder);
            new FeatureCheck(builder, version.features()).check(request, secrets);
            ImageExport.check(request.destination().outputs());
            Platform platform = request.recipe().platforms().stream()
                    .findFirst()
                    .orElseGet(() -> new Platform(
                            said.path("Os").asText(), said.path("Arch").asText(), ""));
            RegistryAccess access = new RegistryAccess(secrets.logins(), logins, request.registries());
            try (PodmanBuild build =
                    new PodmanBuild(request, secrets, reporter, cancellation, node, version, platform, access)) {
                return build.run();
            }
        }
    }
}
