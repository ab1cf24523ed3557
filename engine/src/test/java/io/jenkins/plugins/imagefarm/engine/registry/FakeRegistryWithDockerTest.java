package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fake registry is a registry: the real Docker uses it. */
class FakeRegistryWithDockerTest {
    private static final Login LOGIN = new Login("ci", "s3cret");

    @TempDir
    private Path folder;

    private DockerCli docker;

    @BeforeEach
    void findDocker() throws IOException {
        docker = new DockerCli(Files.createDirectory(folder.resolve("config")));
    }

    @Test
    void dockerPushesAndPulls() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            String image = registry.host() + "/team/app:1";
            build(image).succeeded();

            JsonNode manifest = JsonText.object(
                    registry.store().manifest("team/app", "1").orElseThrow().content());
            String layer = manifest.path("layers").path(0).path("digest").asText();
            assertTrue(
                    registry.store().blob("team/app", layer).orElseThrow().length > 1_000_000, "the whole layer came");
            assertEquals(0, registry.store().openUploads());

            docker.run("image", "rm", "--force", image);
            docker.run("pull", image).succeeded();
            docker.run("image", "rm", image).succeeded();
        }
    }

    @Test
    void dockerLogsInWithAPassword() throws Exception {
        try (FakeRegistry registry = FakeRegistry.withPassword(LOGIN).start()) {
            assertNotEquals(0, build(registry.host() + "/team/app:1").exit(), "without a login");
            docker.login(registry.host(), LOGIN);
            build(registry.host() + "/team/app:1").succeeded();
            assertTrue(registry.store().manifest("team/app", "1").isPresent());
        }
    }

    @Test
    void dockerLogsInWithTokens() throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            assertNotEquals(0, build(registry.host() + "/team/app:1").exit(), "without a login");
            docker.login(registry.host(), LOGIN);
            build(registry.host() + "/team/app:1").succeeded();
            assertTrue(registry.store().manifest("team/app", "1").isPresent());
            assertTrue(registry.tokens().count() > 0);
            assertFalse(registry.requests().stream()
                    .anyMatch(seen ->
                            seen.path().startsWith("/v2/") && seen.login().equals("basic")));
        }
    }

    @Test
    void dockerTriesAgainAfterAReset() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().next(1, "PATCH|PUT", "/v2/.*/blobs/uploads/.*", FakeFault.reset());
            build(registry.host() + "/team/app:1").succeeded();
            assertTrue(registry.store().manifest("team/app", "1").isPresent());
        }
    }

    /** A layer that cannot be compressed, so that it is sent in many pieces. */
    private DockerCli.Result build(String image) throws Exception {
        Path context = Files.createTempDirectory(folder, "context");
        byte[] content = new byte[3_000_000];
        new Random().nextBytes(content);
        Files.write(context.resolve("file"), content);
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY file /\n");
        return docker.run("buildx", "build", "--provenance=false", "--push", "-t", image, context.toString());
    }
}
