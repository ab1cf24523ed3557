package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestClient;
import io.jenkins.plugins.imagefarm.engine.transport.http.RestRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Docker with the classic image store pushes names, and only its own: what that leaves, and what comes between. */
class ClassicPushTest {
    private static final Login LOGIN = new Login("ci", "s3cret-of-the-test");

    private final String repository = "classic/" + UUID.randomUUID();

    @TempDir
    private Path folder;

    @Test
    void aPushByDigestLeavesNoImageOnTheNode() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            BuildResult result =
                    success(BackgroundBuild.of(request(registry).byDigest().request()));
            assertEquals(List.of(), images());
            assertTrue(registry.store()
                    .manifest(repository, result.digest().toString())
                    .isPresent());
            assertTrue(registry.store().manifest(repository, "1-linux-amd64").isPresent(), "the way it went there");
            assertTrue(registry.store().manifest(repository, "1").isEmpty());
        }
    }

    @Test
    void norDoesOneWithContainerdsStore() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            success(BackgroundBuild.of(
                    request(registry).on(Engines.docker()).byDigest().request()));
            success(BackgroundBuild.of(
                    request(registry).on(Engines.docker()).cleanup().request()));
            assertEquals(List.of(), images(Engines.docker(), registry.host()));
        }
    }

    @Test
    void namesThatWereAskedForStayOnTheNode() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            success(BackgroundBuild.of(request(registry).request()));
            assertTrue(images().contains(registry.host() + "/" + repository + ":1"));
        }
    }

    @Test
    void unlessItIsToBeCleanedUp() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            success(BackgroundBuild.of(request(registry).cleanup().request()));
            assertEquals(List.of(), images());
        }
    }

    @Test
    void aPushThatFailsLeavesNoImageOnTheNode() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("PUT", "/v2/.*/manifests/.*", FakeFault.status(400));
            BackgroundBuild build =
                    BackgroundBuild.of(request(registry).byDigest().request());
            assertEquals(BuildState.FAILURE, build.result().state(), build::console);
            assertEquals(List.of(), images());
        }
    }

    @Test
    void aPushThatIsCancelledEndsAndLeavesNoImageOnTheNode() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("PUT|PATCH", "/v2/.*", FakeFault.hang());
            BackgroundBuild build =
                    BackgroundBuild.of(request(registry).byDigest().request());
            Eventually.holds(
                    "a layer is on its way",
                    () -> registry.requests().stream()
                            .anyMatch(request -> request.method().equals("PATCH")));
            build.cancel();
            assertEquals(BuildState.CANCELLED, build.result().state(), build::console);
            assertTrue(build.console().contains("CANCELED"), build::console);
            assertEquals(List.of(), images());
            assertEquals(0, images(Engines.docker20(), "image-farm/build").size());
            assertTrue(registry.store().manifest(repository, "1-linux-amd64").isEmpty());
        }
    }

    @Test
    void buildsWithTheSameNamesAtOnceGetEachTheirOwnManifest() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            List<BackgroundBuild> builds = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Path own = Files.createDirectory(folder.resolve("context" + i));
                builds.add(BackgroundBuild.of(TestRequest.of(own, Engines.docker20(), "RUN echo " + i + " > /own")
                        .push(registry.host() + "/" + repository + ":1")
                        .byDigest()
                        .request()));
            }
            for (BackgroundBuild build : builds) {
                BuildResult result = success(build);
                assertTrue(registry.store()
                        .manifest(repository, result.digest().toString())
                        .map(manifest -> manifest.toString())
                        .isPresent());
                assertEquals(
                        1,
                        builds.stream()
                                .filter(other -> digest(other).equals(digest(build)))
                                .count());
            }
            assertEquals(List.of(), images());
        }
    }

    @Test
    void thePasswordIsNeitherShownNorKept() throws Exception {
        try (FakeRegistry registry = FakeRegistry.withPassword(LOGIN).start()) {
            BackgroundBuild build = BackgroundBuild.of(
                    request(registry).byDigest().request(), new Secrets(Map.of(registry.host(), LOGIN), Map.of()));
            success(build);
            assertTrue(build.console().contains("gets the password of the registry " + registry.host()));
            assertFalse(build.console().contains(LOGIN.password()));
        }
    }

    private static String digest(BackgroundBuild build) {
        try {
            return build.result().digest().toString();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static BuildResult success(BackgroundBuild build) throws Exception {
        assertEquals(BuildState.SUCCESS, build.result().state(), build::console);
        return build.result();
    }

    private TestRequest request(FakeRegistry registry) throws IOException {
        return TestRequest.of(folder, Engines.docker20(), "RUN echo pushed > /file")
                .push(registry.host() + "/" + repository + ":1");
    }

    private List<String> images() throws IOException {
        return images(Engines.docker20(), repository);
    }

    /** The names on the node that contain it. */
    private static List<String> images(Builder node, String part) throws IOException {
        List<String> names = new ArrayList<>();
        try (Transport transport = Transport.to(node, BuilderKeys.none())) {
            for (JsonNode image : new RestClient(transport, new Cancellation()).json(RestRequest.get("/images/json"))) {
                image.path("RepoTags").forEach(tag -> names.add(tag.asText()));
                image.path("RepoDigests").forEach(digest -> names.add(digest.asText()));
            }
        }
        return names.stream().filter(name -> name.contains(part)).toList();
    }
}
