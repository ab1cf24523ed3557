package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.fake.Engines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The real engine and a real daemon, while Jenkins restarts, or the build is aborted or takes too long. */
class RealDaemonTest {
    private static final int LINES = 40;

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    /** An argument of the RUN's process, by which it is found on this machine. */
    private final String marker = "3600." + Math.abs(UUID.randomUUID().hashCode());

    @Test
    void aRestartInTheMiddleOfARunLosesAndDoublesNoLine() throws Throwable {
        session.then(r -> {
            WorkflowRun run = start(r, "for i in \\$(seq " + LINES + "); do echo line \\$i; sleep 0.2; done", "");
            r.waitForMessage(" line 7", run);
        });
        session.then(r -> {
            WorkflowRun run =
                    r.jenkins.getItemByFullName("real", WorkflowJob.class).getBuildByNumber(1);
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            List<String> lines = JenkinsRule.getLog(run)
                    .lines()
                    .filter(line -> line.matches("#\\d+ \\d+\\.\\d+ line \\d+"))
                    .map(line -> line.replaceFirst(".* line ", ""))
                    .toList();
            assertEquals(
                    IntStream.rangeClosed(1, LINES).mapToObj(String::valueOf).toList(), lines);
        });
    }

    @Test
    void anAbortEndsTheRunOnTheDaemon() throws Throwable {
        session.then(r -> {
            WorkflowRun run = start(r, "sleep " + marker, "");
            awaitProcess(true);
            run.getExecutor().interrupt();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
            awaitProcess(false);
        });
    }

    @Test
    void aTimeoutEndsTheRunOnTheDaemon() throws Throwable {
        session.then(r -> {
            WorkflowRun run = start(r, "sleep " + marker, ", timeout: '15s'");
            awaitProcess(true);
            r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(run));
            awaitProcess(false);
        });
    }

    private static WorkflowRun start(JenkinsRule r, String command, String parameters) throws Exception {
        ImageFarmConfiguration.get().setDefaultBuilder(Engines.docker());
        WorkflowJob job = r.createProject(WorkflowJob.class, "real");
        job.setDefinition(new CpsFlowDefinition(
                "node { imageBuild(dockerfileText: \"FROM %s\\nRUN %s\\n\", noCache: true%s) }"
                        .formatted(Engines.baseImage(), command, parameters),
                true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private void awaitProcess(boolean there) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (isRunning() != there) {
            assertTrue(System.nanoTime() < end, "the RUN's process is " + (there ? "not there" : "still there"));
            Thread.sleep(100);
        }
    }

    private boolean isRunning() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.anyMatch(
                    process -> read(process.resolve("cmdline")).equals("sleep\0" + marker + "\0"));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // no process, or one that has ended
        }
    }
}
