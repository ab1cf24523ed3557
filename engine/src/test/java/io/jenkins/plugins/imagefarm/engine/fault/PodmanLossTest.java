package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Podman that is lost in mid-build is noticed, and what it still runs is stopped if it can be reached. */
class PodmanLossTest {
    /** The bound for noticing, and time to try to clear up. */
    private static final Duration NOTICED = Duration.ofSeconds(45);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void aConnectionThatIsCutEndsTheRun(PodmanDaemon podman) throws Exception {
        try (TcpProxy proxy = TcpProxy.overUnixSocket(podman.builder(), folder.resolve("proxy.sock"))) {
            StepProcess step = new StepProcess();
            BackgroundBuild build = start(proxy.builder(), Secrets.none(), step);
            step.awaitStart();
            proxy.cut();
            step.awaitEnd();
            assertServiceFault(build, "broke the connection off");
        }
    }

    @Test
    void anSshConnectionThatIsCutEndsTheRun() throws Exception {
        Builder node = Engines.podman5();
        URI uri = URI.create(node.uri());
        try (TcpProxy proxy = TcpProxy.overTcp(new Builder("tcp://127.0.0.1:" + uri.getPort()))) {
            int port = URI.create(proxy.builder().uri()).getPort();
            Builder through = new Builder(
                    "",
                    node.uri().replace(":" + uri.getPort(), ":" + port),
                    BuilderType.PODMAN,
                    node.knownHosts().replace(":" + uri.getPort(), ":" + port));
            StepProcess step = new StepProcess();
            BackgroundBuild build =
                    start(through, new Secrets(Map.of(), Map.of(), Map.of("", Engines.sshKeys())), step);
            step.awaitStart();
            proxy.cut();
            step.awaitEnd();
            assertServiceFault(build, "");
        }
    }

    @Test
    void aNodeThatStopsAnsweringDuringASilentRunIsNoticed() throws Exception {
        try (TcpProxy proxy = TcpProxy.overUnixSocket(PodmanDaemon.PODMAN5.builder(), folder.resolve("proxy.sock"))) {
            StepProcess step = new StepProcess();
            BackgroundBuild build = start(proxy.builder(), Secrets.none(), step);
            step.awaitStart();
            proxy.stall();
            assertServiceFault(build, "stopped answering");
            proxy.resume();
            step.awaitEnd();
        }
    }

    private BackgroundBuild start(Builder builder, Secrets secrets, StepProcess step) throws Exception {
        return BackgroundBuild.on(
                PodmanDaemon.engine(),
                TestRequest.of(folder, builder, step.instruction()).request(),
                secrets);
    }

    private static void assertServiceFault(BackgroundBuild build, String cause) throws Exception {
        BuildResult result = build.result(NOTICED);
        assertEquals(BuildState.FAILURE, result.state(), build::console);
        assertEquals(Fault.SERVICE, result.problem().fault());
        assertTrue(result.problem().cause().contains(cause), result.problem().cause());
    }
}
