package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection that is cut, and a daemon that is silent: both are noticed, told as the service's fault, and tried again. */
class LostDaemonTest {
    /** What the issue gives a dead daemon. */
    private static final Duration NOTICED = Duration.ofSeconds(30);

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

    @Test
    void aCutConnectionIsTheServicesFault() throws Exception {
        StepProcess step = new StepProcess();
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(folder, proxy.builder(), step.instruction()).request());
        step.awaitStart();
        proxy.cut();
        assertLost(build.result());
        step.awaitEnd();
        Eventually.holds("no connection is open", () -> proxy.open() == 0);
        threads.awaitNoMore();
    }

    @Test
    void afterACutTheNextTryGoesOnWhereTheFirstOneWas() throws Exception {
        StepProcess step = new StepProcess();
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(folder, proxy.builder(), "RUN echo finished before the cut", step.firstTryOnly(folder))
                        .retries(1)
                        .request());
        step.awaitStart();
        step.endFirstTry(folder);
        proxy.cut();
        BuildResult result = build.result();
        assertEquals(BuildState.SUCCESS, result.state(), build::console);
        String secondTry = build.console().substring(build.console().indexOf("Try 1 of 2 failed: "));
        assertTrue(
                secondTry.matches("(?s).*#(\\d+) \\[2/4] RUN echo finished before the cut\n#\\1 CACHED\n.*"),
                build::console);
        assertTrue(secondTry.contains("second try"), build::console);
    }

    @Test
    void aDaemonThatIsSilentInTheMiddleOfAStepIsNoticed() throws Exception {
        StepProcess step = new StepProcess();
        BackgroundBuild build = BackgroundBuild.of(
                TestRequest.of(folder, proxy.builder(), step.instruction()).request());
        step.awaitStart();
        proxy.stall();
        BuildResult result = build.result(NOTICED);
        assertLost(result);
        assertTrue(result.problem().cause().contains("stopped answering"), result.problem()::toString);
        proxy.resume();
        step.awaitEnd();
        threads.awaitNoMore();
    }

    @Test
    void aDaemonThatTakesConnectionsButNeverAnswersIsNoticed() throws Exception {
        proxy.stall();
        BuildResult result = BackgroundBuild.of(
                        TestRequest.of(folder, proxy.builder()).request())
                .result(NOTICED);
        assertEquals(Fault.SERVICE, result.problem().fault());
        assertTrue(
                result.problem().cause().contains(proxy.builder().uri() + " does not answer within 10 s"),
                result.problem()::toString);
        threads.awaitNoMore();
    }

    private static void assertLost(BuildResult result) {
        assertEquals(BuildState.FAILURE, result.state());
        assertEquals(Fault.SERVICE, result.problem().fault());
        assertTrue(result.problem().cause().contains("builder"), result.problem()::toString);
        assertFalse(result.problem().cause().contains("UNAVAILABLE"), result.problem()::toString);
    }
}
