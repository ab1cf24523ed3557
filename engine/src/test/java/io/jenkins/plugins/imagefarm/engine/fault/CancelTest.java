package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A build that is cancelled ends at once, whatever it is doing, and leaves nothing behind: no step, no thread, no connection. */
class CancelTest {
    /** A cancelled build waits a little for the daemon's last words, and no longer. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private final JvmThreads threads = JvmThreads.now();

    @TempDir
    private Path folder;

    private TcpProxy proxy;

    @BeforeEach
    void startProxy() throws Exception {
        proxy = TcpProxy.overTcp(Engines.buildkitd());
    }

    @AfterEach
    void closeProxy() throws Exception {
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource
    void whileAStepRunsItsProcessEnds(Daemon daemon) throws Exception {
        try (TcpProxy toDaemon = TcpProxy.overUnixSocket(daemon.builder(), folder.resolve("proxy.sock"))) {
            StepProcess step = new StepProcess();
            BackgroundBuild build = BackgroundBuild.of(TestRequest.of(folder, toDaemon.builder(), step.instruction())
                    .request());
            step.awaitStart();
            build.cancel();
            step.awaitEnd();
            assertCancelled(build);
            assertNothingIsLeft(toDaemon);
        }
    }

    @Test
    void whileTheContextIsSent() throws Exception {
        sparse("large", 8L << 30);
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(folder, proxy.builder(), "COPY large /").request());
        Eventually.holds("some of the file has gone out", () -> proxy.sent() > 16 << 20);
        build.cancel();
        assertCancelled(build);
        assertNothingIsLeft(proxy);
    }

    @Test
    void whileTheImageIsPushed() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("POST|PUT|PATCH", "/v2/.*", FakeFault.hang());
            BackgroundBuild build =
                    BackgroundBuild.of(TestRequest.of(folder, proxy.builder(), "RUN echo pushed > /file")
                            .push(registry.host() + "/app:1")
                            .request());
            Eventually.holds(
                    "the push has begun",
                    () -> registry.requests().stream()
                            .anyMatch(request -> request.method().equals("POST")));
            build.cancel();
            assertCancelled(build);
            assertNothingIsLeft(proxy);
            assertTrue(registry.store().manifest("app", "1").isEmpty());
        }
    }

    @Test
    void betweenTwoTries() throws Exception {
        proxy.refuse();
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(folder, proxy.builder()).retries(100).request());
        build.awaitConsole("Try 3 of 101 failed");
        build.cancel();
        assertCancelled(build);
        assertFalse(build.console().contains("Try 6"), build.console());
        assertNothingIsLeft(proxy);
    }

    @Test
    void whileADaemonIsAskedThatDoesNotAnswer() throws Exception {
        proxy.stall();
        BackgroundBuild build =
                BackgroundBuild.of(TestRequest.of(folder, proxy.builder()).request());
        Eventually.holds("the engine has connected", () -> proxy.accepted() > 0);
        build.cancel();
        assertCancelled(build);
        proxy.resume();
        assertNothingIsLeft(proxy);
    }

    @Test
    void whileADaemonIsSilentInTheMiddleOfAStep() throws Exception {
        StepProcess step = new StepProcess();
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(folder, proxy.builder(), step.instruction()).request());
        step.awaitStart();
        proxy.stall();
        build.cancel();
        assertCancelled(build);
        proxy.resume();
        step.awaitEnd();
        assertNothingIsLeft(proxy);
    }

    @Test
    void beforeItStartsNoDaemonIsAsked() throws Exception {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        assertCancelled(
                BackgroundBuild.of(TestRequest.of(folder, proxy.builder()).request(), cancellation));
        assertEquals(0, proxy.accepted());
        threads.awaitNoMore();
    }

    private static void assertCancelled(BackgroundBuild build) throws Exception {
        BuildResult result = build.result(AT_ONCE);
        assertEquals(BuildState.CANCELLED, result.state(), build::console);
        assertNull(result.digest());
        assertFalse(result.pushed());
        assertTrue(build.console().endsWith("The build was cancelled.\n"), build.console());
    }

    private void assertNothingIsLeft(TcpProxy toDaemon) throws Exception {
        Eventually.holds("no connection is open", () -> toDaemon.open() == 0);
        threads.awaitNoMore();
    }

    private void sparse(String name, long size) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(folder.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }
}
