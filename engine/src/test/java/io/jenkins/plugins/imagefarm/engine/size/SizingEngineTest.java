package io.jenkins.plugins.imagefarm.engine.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ImageSize;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.Metadata;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How large images are, with a builder that only tells a digest. */
class SizingEngineTest {
    private static final Platform AMD64 = Platform.valueOf("linux/amd64");
    private static final Platform ARM64 = Platform.valueOf("linux/arm64");
    private static final String ENTRY =
            "{\"digest\":\"%s\",\"size\":9000,\"platform\":{\"os\":\"%s\",\"architecture\":\"%s\"}}";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private FakeRegistry registry;
    private boolean push = true;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch");
        registry = FakeRegistry.open().start();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void anImageHasTheSizeOfItsConfigurationAndItsLayers() throws Exception {
        Digest image = manifest(blob('c', 7), blob('1', 1_000), blob('2', 500));
        assertEquals(new ImageSize(1_507, List.of(new ImageSize.Part(AMD64, 1_507))), size(image, AMD64));
    }

    @Test
    void aLayerThatIsThereTwiceIsStoredOnce() throws Exception {
        assertEquals(
                1_007,
                size(manifest(blob('c', 7), blob('1', 1_000), blob('1', 1_000)), AMD64)
                        .bytes());
    }

    @Test
    void whatPlatformsShareCountsOnceInTheWhole() throws Exception {
        Digest amd64 = manifest(blob('c', 7), blob('1', 1_000), blob('2', 500));
        Digest arm64 = manifest(blob('d', 8), blob('1', 1_000), blob('3', 200));
        Digest attestations = manifest(blob('e', 9), blob('4', 90_000));
        String index = "{\"manifests\":[" + ENTRY.formatted(amd64, "linux", "amd64") + ","
                + ENTRY.formatted(arm64, "linux", "arm64") + "," + ENTRY.formatted(attestations, "unknown", "unknown")
                + "]}";
        ImageSize size = size(put("application/vnd.oci.image.index.v1+json", index), AMD64, ARM64);
        assertEquals(
                new ImageSize(1_715, List.of(new ImageSize.Part(AMD64, 1_507), new ImageSize.Part(ARM64, 1_208))),
                size);
        assertEquals(
                3,
                registry.requests().stream()
                        .filter(request -> request.is("GET", ".*/manifests/.*"))
                        .count());
        assertTrue(registry.requests().stream().noneMatch(request -> request.is(".*", ".*/blobs/.*")));
    }

    @Test
    void whatIsNotPushedHasNone() throws Exception {
        push = false;
        assertNull(size(manifest(blob('c', 7)), AMD64));
        assertTrue(registry.requests().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 503})
    void aRegistryThatDoesNotTellFailsNoBuildAndIsAskedOnce(int status) throws Exception {
        Digest image = manifest(blob('c', 7));
        registry.faults().always("GET", ".*/manifests/.*", FakeFault.status(status));
        assertNull(size(image, AMD64));
        String line = "#0 the size of the image is not known: ";
        assertEquals(1, console().lines().filter(each -> each.startsWith(line)).count(), console());
        assertEquals(
                1,
                registry.requests().stream()
                        .filter(request -> request.is("GET", ".*/manifests/.*"))
                        .count());
    }

    @Test
    void whatIsNoImageHasNone() throws Exception {
        Digest image = put("application/vnd.oci.image.manifest.v1+json", "{\"layers\":[]}");
        assertNull(size(image, AMD64));
        assertTrue(console().contains("tells no sizes"), console());
    }

    private static String blob(char digit, int size) {
        return "{\"digest\":\"sha256:" + String.valueOf(digit).repeat(64) + "\",\"size\":" + size + "}";
    }

    private Digest manifest(String config, String... layers) {
        return put(
                "application/vnd.oci.image.manifest.v1+json",
                "{\"config\":" + config + ",\"layers\":[" + String.join(",", layers) + "]}");
    }

    private Digest put(String type, String json) {
        byte[] content = json.getBytes(StandardCharsets.UTF_8);
        return registry.store().putManifest("team/app", "1.0", type, content);
    }

    private String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    private ImageSize size(Digest image, Platform... platforms) throws InterruptedException {
        BuildEngine builder = (request, secrets, reporter, stop) ->
                new Outcome(Map.of(Metadata.DIGEST, image.toString()), List.of(platforms));
        BuildRequest request = new BuildRequest(
                "size",
                "size",
                new Source(folder.toString(), null, null),
                new Recipe(null, null, null, null, false, false, null),
                new Destination(
                        List.of(ImageReference.valueOf(registry.host() + "/team/app:1.0")), push, null, null, null),
                new Builder(""),
                List.of(),
                ProgressStyle.PLAIN,
                0);
        BuildResult result = new BuildRunner(
                        new RetryingEngine(builder),
                        builder,
                        engine -> new SizingEngine(engine, host -> Optional.empty()))
                .run(
                        request,
                        Secrets.none(),
                        new BuildReporter(console, event -> {}, ProgressStyle.PLAIN, SecretMask.of(Secrets.none())),
                        new Cancellation());
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + console());
        return result.size();
    }
}
