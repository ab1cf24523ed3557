package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.RunDaemon;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Limits;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.S2iBuild;
import io.jenkins.plugins.imagefarm.engine.api.S2iIncremental;
import io.jenkins.plugins.imagefarm.engine.api.S2iMethod;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.builder.BuilderProbe;
import io.jenkins.plugins.imagefarm.engine.builder.ContainerChooser;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.s2i.S2iEngine;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An s2i build in containers that ends early, for whatever reason, leaves no process, no container and no half-made image behind. */
class S2iRunCancelTest {
    private static final LoginSource NO_LOGINS = host -> Optional.empty();

    private final JvmThreads threads = JvmThreads.now();
    private final StepProcess step = new StepProcess();
    private BackgroundBuild build;

    @TempDir
    private Path source;

    @TempDir
    private Path sockets;

    @BeforeEach
    void writeScripts() throws Exception {
        script("run", "echo running");
        script("assemble", "exec /bin/sh -c '" + step.command() + "'");
    }

    @AfterEach
    void endBuild() throws Exception {
        build.cancel();
        threads.awaitNoMore();
    }

    @ParameterizedTest
    @EnumSource
    void whileAScriptRunsItsProcessEnds(RunDaemon daemon) throws Exception {
        start(daemon.builder(), tag(Engines.plainRegistry()));
        step.awaitStart();
        build.cancel();
        step.awaitEnd();
        assertCancelled();
        daemon.awaitNothingLeft();
    }

    @ParameterizedTest
    @EnumSource(names = {"DOCKER", "PODMAN5"})
    void whileTheSourceIsSent(RunDaemon daemon) throws Exception {
        try (RandomAccessFile file =
                new RandomAccessFile(source.resolve("large").toFile(), "rw")) {
            file.setLength(512L << 20);
        }
        try (TcpProxy proxy = TcpProxy.overUnixSocket(daemon.builder(), sockets.resolve("s"))) {
            start(proxy.builder(), tag(Engines.plainRegistry()));
            Eventually.holds("some of the file has gone out", () -> proxy.sent() > 16 << 20);
            build.cancel();
            assertCancelled();
            Eventually.holds("no connection is open", () -> proxy.open() == 0);
        }
        daemon.awaitNothingLeft();
    }

    @ParameterizedTest
    @EnumSource
    void whileTheImageIsPushed(RunDaemon daemon) throws Exception {
        script("assemble", "echo " + UUID.randomUUID() + " > /tmp/made");
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("POST|PUT|PATCH", "/v2/.*", FakeFault.hang());
            start(daemon.builder(), tag(registry.host()));
            Eventually.holds(
                    "the push has begun",
                    () -> registry.requests().stream()
                            .anyMatch(request -> request.method().equals("POST")));
            build.cancel();
            assertCancelled();
        }
        daemon.awaitNothingLeft();
    }

    @ParameterizedTest
    @EnumSource
    void whileTheContainerIsCommitted(RunDaemon daemon) throws Exception {
        script("assemble", "head -c 100000000 /dev/urandom > /tmp/large");
        start(daemon.builder(), tag(Engines.plainRegistry()));
        build.awaitConsole("committing the container");
        build.cancel();
        assertCancelled();
        daemon.awaitNothingLeft();
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatIsCutEndsTheScript(RunDaemon daemon) throws Exception {
        try (TcpProxy proxy = TcpProxy.overUnixSocket(daemon.builder(), sockets.resolve("s"))) {
            start(proxy.builder(), tag(Engines.plainRegistry()));
            step.awaitStart();
            proxy.cut();
            step.awaitEnd();
            assertFailed("");
        }
        daemon.awaitNothingLeft();
    }

    @Test
    void aDaemonThatStopsAnsweringIsNoticed() throws Exception {
        RunDaemon daemon = RunDaemon.DOCKER;
        try (TcpProxy proxy = TcpProxy.overUnixSocket(daemon.builder(), sockets.resolve("s"))) {
            start(proxy.builder(), tag(Engines.plainRegistry()));
            step.awaitStart();
            proxy.stall();
            assertFailed("stopped answering");
            proxy.resume();
            step.awaitEnd();
        }
        daemon.awaitNothingLeft();
    }

    @ParameterizedTest
    @EnumSource
    void aScriptThatFailsLeavesNothing(RunDaemon daemon) throws Exception {
        script("assemble", "exit 4");
        start(daemon.builder(), tag(Engines.plainRegistry()));
        BuildResult result = build.result();
        assertEquals(BuildState.FAILURE, result.state());
        assertEquals(Fault.USER, result.problem().fault());
        daemon.awaitNothingLeft();
    }

    private void script(String name, String text) throws Exception {
        Path folder = Files.createDirectories(source.resolve(".s2i/bin"));
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
        file.toFile().setExecutable(true, false);
    }

    private static ImageReference tag(String registry) {
        return ImageReference.valueOf(registry + "/s2i/cancel-" + UUID.randomUUID() + ":1");
    }

    private void start(Builder builder, ImageReference tag) {
        S2iBuild s2i = new S2iBuild(
                ImageReference.valueOf(Engines.baseImage()),
                null,
                null,
                null,
                null,
                null,
                S2iIncremental.FALSE,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                S2iMethod.RUN,
                null,
                null);
        BuildRequest request = new BuildRequest(
                UUID.randomUUID().toString(),
                source.toString(),
                new Source(source.toString(), null, null),
                s2i,
                new Recipe(null, null, null, null, false, false, null),
                new Destination(List.of(tag), true, false, true, List.of(), null, null, null, null),
                builder,
                null,
                List.of(new Registry(tag.registry(), true, null)),
                ProgressStyle.PLAIN,
                Limits.ofRetries(0));
        BuilderFinder finder = new BuilderFinder(Map.of());
        ContainerChooser containers = new ContainerChooser(new BuilderProbe(Map.of()), finder, NO_LOGINS);
        build = BackgroundBuild.on(new S2iEngine(null, containers, NO_LOGINS, null), request, Secrets.none());
    }

    private void assertCancelled() throws Exception {
        BuildResult result = build.result();
        assertEquals(BuildState.CANCELLED, result.state(), build::console);
        assertTrue(build.console().endsWith("The build was cancelled.\n"), build.console());
    }

    private void assertFailed(String cause) throws Exception {
        BuildResult result = build.result();
        assertEquals(BuildState.FAILURE, result.state(), build::console);
        assertEquals(Fault.SERVICE, result.problem().fault(), build::console);
        assertTrue(result.problem().cause().contains(cause), result.problem().cause());
    }
}
