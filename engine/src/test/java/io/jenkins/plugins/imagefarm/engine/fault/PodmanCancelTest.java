package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A build that is cancelled on Podman really ends, which Podman does not do by itself: no process, no pod, no working container and
 * no context is left on the node.
 */
class PodmanCancelTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    private final JvmThreads threads = JvmThreads.now();
    private final String base = "b" + UUID.randomUUID();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void whileARunIsSilentItsProcessEnds(PodmanDaemon podman) throws Exception {
        StepProcess step = new StepProcess();
        BuildRequest request = request(podman, "RUN echo before > /before", step.instruction());
        BackgroundBuild build = start(request);
        step.awaitStart();
        build.cancel();
        step.awaitEnd();
        assertCancelled(build);
        assertTrue(build.console().contains("CANCELED"), build.console());
        assertNothingIsLeft(podman, request);
    }

    @ParameterizedTest
    @EnumSource
    void whileARunWritesMuch(PodmanDaemon podman) throws Exception {
        StepProcess step = new StepProcess();
        BuildRequest request = request(podman, "RUN : " + step.command().replaceAll(".* : ", "") + "; yes");
        BackgroundBuild build = start(request);
        Eventually.holds("there is output", () -> build.console().length() > 100_000);
        build.cancel();
        step.awaitEnd();
        assertCancelled(build);
        assertNothingIsLeft(podman, request);
    }

    @ParameterizedTest
    @EnumSource
    void whileARunHasStartedAProcessInTheBackground(PodmanDaemon podman) throws Exception {
        StepProcess step = new StepProcess();
        BuildRequest request = request(podman, "RUN (" + step.command() + ") >/dev/null & sleep 3600");
        BackgroundBuild build = start(request);
        step.awaitStart();
        build.cancel();
        step.awaitEnd();
        assertCancelled(build);
        assertNothingIsLeft(podman, request);
    }

    @ParameterizedTest
    @EnumSource
    void aProcessLeftInTheBackgroundEndsWithTheBuildAtTheLatest(PodmanDaemon podman) throws Exception {
        StepProcess step = new StepProcess();
        BuildRequest request = request(podman, "RUN (" + step.command() + ") & echo started", "RUN echo next");
        BackgroundBuild build = start(request);
        assertEquals(BuildState.SUCCESS, build.result().state(), build::console);
        step.awaitEnd();
        assertNothingIsLeft(podman, request);
    }

    @ParameterizedTest
    @EnumSource
    void whileTheContextIsSent(PodmanDaemon podman) throws Exception {
        String marker = "marker-" + UUID.randomUUID();
        Files.writeString(folder.resolve("0-first"), marker);
        try (RandomAccessFile file =
                new RandomAccessFile(folder.resolve("large").toFile(), "rw")) {
            file.setLength(512L << 20);
        }
        BuildRequest request = request(podman, "COPY large /");
        BackgroundBuild build = start(request);
        Eventually.holds(
                "the node has the beginning", () -> !podman.contextsWith(marker).isEmpty());
        build.cancel();
        assertCancelled(build);
        Eventually.holds(
                "the node has nothing of it", () -> podman.contextsWith(marker).isEmpty());
        assertNothingIsLeft(podman, request);
    }

    @ParameterizedTest
    @EnumSource
    void whileTheBaseImageIsPulled(PodmanDaemon podman) throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("GET", "/v2/.*", FakeFault.hang());
            BuildRequest request = TestRequest.of(folder, podman.builder())
                    .dockerfile("FROM " + registry.host() + "/" + base + ":1\nRUN true\n")
                    .insecure(registry.host())
                    .request();
            BackgroundBuild build = start(request);
            Eventually.holds("the pull has begun", () -> !registry.requests().isEmpty());
            build.cancel();
            assertCancelled(build);
            assertNothingIsLeft(podman, request);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileTheImageIsPushed(PodmanDaemon podman) throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("POST|PUT|PATCH", "/v2/.*", FakeFault.hang());
            BuildRequest request = TestRequest.of(folder, podman.builder())
                    .dockerfile("FROM " + podman.baseImage(base) + "\nRUN echo " + UUID.randomUUID() + " > /file\n")
                    .push(registry.host() + "/app:1")
                    .insecure(registry.host())
                    .request();
            BackgroundBuild build = start(request);
            Eventually.holds(
                    "the push has begun",
                    () -> registry.requests().stream()
                            .anyMatch(seen -> seen.method().equals("POST")));
            build.cancel();
            assertCancelled(build);
            assertTrue(registry.store().manifest("app", "1").isEmpty());
            assertNothingIsLeft(podman, request);
        }
    }

    @Test
    void throughAConnectionThatIsSilent() throws Exception {
        PodmanDaemon podman = PodmanDaemon.PODMAN5;
        try (TcpProxy proxy = TcpProxy.overUnixSocket(podman.builder(), folder.resolve("proxy.sock"))) {
            StepProcess step = new StepProcess();
            BackgroundBuild build = start(
                    TestRequest.of(folder, proxy.builder(), step.instruction()).request());
            step.awaitStart();
            proxy.stall();
            build.cancel();
            assertCancelled(build);
            proxy.resume();
            step.awaitEnd();
        }
    }

    @AfterEach
    void removeBaseImage() throws Exception {
        for (PodmanDaemon podman : PodmanDaemon.values()) {
            podman.removeBaseImage(base);
        }
    }

    private BuildRequest request(PodmanDaemon podman, String... lines) throws Exception {
        TestRequest request = TestRequest.of(folder, podman.builder());
        return request.dockerfile("FROM " + podman.baseImage(base) + "\nENV TEST=" + UUID.randomUUID() + "\n"
                        + String.join("\n", lines) + "\n")
                .request();
    }

    private static BackgroundBuild start(BuildRequest request) {
        return BackgroundBuild.on(PodmanDaemon.engine(), request, Secrets.none());
    }

    private static void assertCancelled(BackgroundBuild build) throws Exception {
        BuildResult result = build.result(BOUND);
        assertEquals(BuildState.CANCELLED, result.state(), build::console);
        assertNull(result.digest());
        assertFalse(result.pushed());
        assertTrue(build.console().endsWith("The build was cancelled.\n"), build.console());
    }

    private void assertNothingIsLeft(PodmanDaemon podman, BuildRequest request) throws Exception {
        Eventually.holds(
                "no working container and no pod is left",
                () -> podman.leftovers(base, request.id()).equals(List.of()));
        threads.awaitNoMore();
    }
}
