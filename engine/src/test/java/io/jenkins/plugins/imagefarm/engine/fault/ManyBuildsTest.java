package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many builds of the same context at once: they share the daemon's copy of it, and none gets into another's way. */
class ManyBuildsTest {
    private static final Duration ALL_DONE = Duration.ofMinutes(3);

    private final JvmThreads threads = JvmThreads.now();

    @TempDir
    private Path context;

    @TempDir
    private Path elsewhere;

    @BeforeEach
    void writeContext() throws IOException {
        Random random = new Random();
        byte[] content = new byte[10_000];
        for (int i = 0; i < 20; i++) {
            random.nextBytes(content);
            Files.write(context.resolve("file" + i), content);
        }
    }

    @ParameterizedTest
    @EnumSource
    void twentyInOneJvmAllSucceed(Daemon daemon) throws Exception {
        TestRequest request = TestRequest.of(
                        context, daemon.builder(), "COPY . /ctx", "RUN cat /ctx/file* | sha256sum > /sum")
                .push(Engines.plainRegistry() + "/fault/many:" + daemon.name().toLowerCase(Locale.ROOT));
        List<BackgroundBuild> builds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            // Docker fails builds that give the same new image at the same moment; a second try finds it there.
            builds.add(BackgroundBuild.of(request.retries(2).request()));
        }
        for (BackgroundBuild build : builds) {
            BuildResult result = build.result(ALL_DONE);
            assertEquals(BuildState.SUCCESS, result.state(), build::console);
        }
        threads.awaitNoMore();
    }

    @Test
    void fiveProcessesAllSucceed() throws Exception {
        TestRequest.of(context, Engines.buildkitd(), "COPY . /ctx", "RUN cat /ctx/file* | sha256sum > /sum");
        List<EngineProcess> engines = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                engines.add(EngineProcess.start(
                        elsewhere,
                        "build",
                        "--builder=" + Engines.buildkitd().uri(),
                        "--iidfile=" + elsewhere.resolve("iid" + i),
                        context.toString()));
            }
            for (int i = 0; i < engines.size(); i++) {
                EngineProcess engine = engines.get(i);
                assertEquals(0, engine.exitCode(), engine.output());
                assertEquals(List.of(), engine.temporaryFiles());
                assertTrue(Files.readString(elsewhere.resolve("iid" + i)).startsWith("sha256:"));
            }
        } finally {
            engines.forEach(EngineProcess::close);
        }
    }

    @Test
    void aBuildThatIsCancelledDoesNotDisturbTheOthers() throws Exception {
        StepProcess step = new StepProcess();
        TestRequest waiting = TestRequest.of(context, Engines.buildkitd(), "COPY . /ctx", step.instruction());
        BackgroundBuild first = BackgroundBuild.of(waiting.request());
        step.awaitStart();
        BackgroundBuild second = BackgroundBuild.of(waiting.request());
        second.awaitConsole(" waiting\n");
        first.cancel();
        assertEquals(BuildState.CANCELLED, first.result().state());
        assertTrue(step.isRunning(), "the second build still needs the step");
        second.cancel();
        assertEquals(BuildState.CANCELLED, second.result().state());
        step.awaitEnd();
    }
}
