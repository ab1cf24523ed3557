package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.transport.FarSide;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An SSH connection that is cut or falls silent while a build uses it: a buildkitd's socket is on its far side. */
class LostSshTest {
    private static final Duration NOTICED = Duration.ofSeconds(30);
    private static final Secrets KEYS = new Secrets(Map.of(), Map.of(), Map.of("", Engines.sshKeys()));

    private final JvmThreads threads = JvmThreads.now();

    @TempDir
    private Path folder;

    private TcpProxy socket;
    private TcpProxy network;
    private Builder builder;

    @BeforeEach
    void startProxies() throws Exception {
        Path path = FarSide.socket();
        socket = TcpProxy.overUnixSocket(Engines.buildkitd(), path);
        Builder direct = FarSide.builder(path);
        network = TcpProxy.overTcp(direct);
        builder = FarSide.through(network, direct);
    }

    @AfterEach
    void closeProxies() throws Exception {
        network.close();
        socket.close();
    }

    @Test
    void aCutIsTheServicesFaultAndEndsTheBuildOnTheFarSide() throws Exception {
        StepProcess step = new StepProcess();
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(folder, builder, step.instruction()).request(), KEYS);
        step.awaitStart();
        network.cut();
        assertLost(build.result());
        step.awaitEnd();
        Eventually.holds("no connection is open on the far side", () -> socket.open() == 0);
        threads.awaitNoMore();
    }

    @Test
    void afterACutTheNextTryConnectsAnew() throws Exception {
        StepProcess step = new StepProcess();
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(folder, builder, step.firstTryOnly(folder))
                        .retries(1)
                        .request(),
                KEYS);
        step.awaitStart();
        step.endFirstTry(folder);
        network.cut();
        assertEquals(BuildState.SUCCESS, build.result().state(), build::console);
    }

    @Test
    void silenceInTheMiddleOfAStepIsNoticed() throws Exception {
        StepProcess step = new StepProcess();
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(folder, builder, step.instruction()).request(), KEYS);
        step.awaitStart();
        network.stall();
        assertLost(build.result(NOTICED));
        network.resume();
        step.awaitEnd();
        threads.awaitNoMore();
    }

    @Test
    void cancellingEndsTheBuildOnTheFarSideAndTheConnection() throws Exception {
        StepProcess step = new StepProcess();
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(folder, builder, step.instruction()).request(), KEYS);
        step.awaitStart();
        build.cancel();
        assertEquals(BuildState.CANCELLED, build.result().state());
        step.awaitEnd();
        Eventually.holds("no connection is open", () -> network.open() == 0);
        threads.awaitNoMore();
    }

    private static void assertLost(BuildResult result) {
        assertEquals(BuildState.FAILURE, result.state());
        assertEquals(Fault.SERVICE, result.problem().fault());
        assertTrue(result.problem().cause().contains("builder"), result.problem()::toString);
        assertFalse(result.problem().cause().contains("UNAVAILABLE"), result.problem()::toString);
        assertFalse(result.problem().cause().contains("Exception"), result.problem()::toString);
    }
}
