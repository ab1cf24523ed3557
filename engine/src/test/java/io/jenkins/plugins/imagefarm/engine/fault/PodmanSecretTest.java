package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A secret goes to Podman as a file among the context's, and nevertheless gets nowhere but to the RUN that mounts it. */
class PodmanSecretTest {
    private final String secret = "secret-" + UUID.randomUUID();
    private final String password = "password-" + UUID.randomUUID();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aSecretAndALoginAreNowhereAfterTheBuild(PodmanDaemon podman) throws Exception {
        Login login = new Login("ci", password);
        try (FakeRegistry registry = FakeRegistry.withPassword(login).start();
                ServerSocket gate = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Secrets secrets = new Secrets(
                    Map.of(registry.host(), login), Map.of("token", secret.getBytes(StandardCharsets.UTF_8)));
            BackgroundBuild build = BackgroundBuild.on(
                    PodmanDaemon.engine(),
                    TestRequest.of(
                                    folder,
                                    podman.builder(),
                                    "COPY . /context",
                                    "RUN find /context",
                                    "RUN --mount=type=secret,id=token cp /run/secrets/token /dev/null"
                                            + " && wc -c /run/secrets/token && nc 127.0.0.1 " + gate.getLocalPort())
                            .push(registry.host() + "/app:1")
                            .insecure(registry.host())
                            .request(),
                    secrets);
            try (Socket run = gate.accept()) {
                assertFalse(podman.filesWith(secret).isEmpty(), "the search finds what is there during the build");
                assertEquals(List.of(), processesWith(secret));
                assertEquals(List.of(), processesWith(password));
            }
            assertEquals(BuildState.SUCCESS, build.result().state(), build::console);
            assertTrue(build.console().contains(secret.length() + " /run/secrets/token"), build.console());
            assertTrue(build.console().contains(" /context/Dockerfile"), build.console());
            assertFalse(build.console().contains("/context/."), build.console());
            assertEquals(List.of(), podman.filesWith(secret));
            assertEquals(List.of(), podman.filesWith(password));
            for (byte[] blob : blobs(registry)) {
                assertFalse(new String(blob, StandardCharsets.ISO_8859_1).contains(secret));
            }
        }
    }

    private static List<String> processesWith(String text) throws IOException {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                for (String file : List.of("cmdline", "environ")) {
                    try {
                        String line = Files.readString(process.resolve(file), StandardCharsets.ISO_8859_1);
                        if (line.contains(text)) {
                            found.add(line);
                        }
                    } catch (IOException e) {
                        // It has just ended.
                    }
                }
            }
        }
        return found;
    }

    /** Configuration and layers, these unpacked. */
    private static List<byte[]> blobs(FakeRegistry registry) throws IOException {
        JsonNode manifest = new ObjectMapper()
                .readTree(registry.store().manifest("app", "1").orElseThrow().content());
        List<byte[]> blobs = new ArrayList<>();
        blobs.add(blob(registry, manifest.path("config")));
        for (JsonNode layer : manifest.path("layers")) {
            blobs.add(new GZIPInputStream(new ByteArrayInputStream(blob(registry, layer))).readAllBytes());
        }
        return blobs;
    }

    private static byte[] blob(FakeRegistry registry, JsonNode descriptor) {
        return registry.store().blob("app", descriptor.path("digest").asText()).orElseThrow();
    }
}
