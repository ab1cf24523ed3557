package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that is killed in the middle of a step. */
class KilledDaemonTest {
    private final JvmThreads threads = JvmThreads.now();

    @TempDir
    private Path context;

    private PrivateBuildkitd daemon;

    @BeforeEach
    void startDaemon() throws Exception {
        daemon = PrivateBuildkitd.start();
    }

    @AfterEach
    void endDaemon() throws Exception {
        daemon.close();
    }

    @Test
    void isTheServicesFault() throws Exception {
        StepProcess step = new StepProcess();
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(context, daemon.builder(), step.instruction()).request());
        step.awaitStart();
        daemon.kill();
        FailedBuild.of(build).isTheServicesFault("connection to the builder broke off", "Check that the builder runs");
        threads.awaitNoMore();
    }

    @Test
    void whenItIsBackTheBuildGoesOn() throws Exception {
        StepProcess step = new StepProcess();
        BackgroundBuild build = BackgroundBuild.of(TestRequest.of(context, daemon.builder(), step.firstTryOnly(context))
                .retries(20)
                .request());
        step.awaitStart();
        step.endFirstTry(context);
        daemon.kill();
        build.awaitConsole("Try 1 of 21 failed: ");
        daemon.up();
        assertEquals(BuildState.SUCCESS, build.result().state(), build::console);
    }
}
