package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.InboundAgentExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** A build goes on while Jenkins or the connection to its agent is away; no line is lost or doubled. */
class RestartTest {
    @RegisterExtension
    private static final BuildWatcherExtension CONSOLES = new BuildWatcherExtension();

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    @TestExtension
    public static final class Fake extends FakeEngineJar {}

    @Test
    void theControllerRestarts() throws Throwable {
        session.then(r -> {
            WorkflowRun run =
                    start(r, "node { def r = imageBuild dockerfileText: 'lines 60 100'; echo \"got ${r.state}\" }");
            r.waitForMessage("line 10 @", run);
        });
        session.then(r -> {
            WorkflowRun run = resumed(r);
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            assertEquals(linesTo(60), lines(run));
            r.assertLogContains("got SUCCESS", run);
            assertEquals(linesTo(60), keptLines(run));
        });
    }

    @Test
    void aBuildThatNobodyWaitsForGoesOn() throws Throwable {
        session.then(r -> {
            WorkflowRun run = start(r, """
                    node {
                      def waited = imageBuild dockerfileText: 'lines 60 100', wait: false
                      def other = imageBuild dockerfileText: 'lines 6000 100', tags: ['other'], wait: false
                      def result = imageBuildWait waited.id
                      echo "got ${result.state}, and the other one is ${imageBuildStatus(other.id).state}"
                    }
                    """);
            r.waitForMessage("] line 10 @", run);
            r.waitForMessage("[other] line 10 @", run);
        });
        session.then(r -> {
            WorkflowRun run = resumed(r);
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            r.assertLogContains("got SUCCESS, and the other one is RUNNING", run);
            assertEquals(linesTo(60), lines(run, "[image-"));
            List<String> other = lines(run, "[other]");
            assertEquals(linesTo(other.size()), other);
        });
    }

    @Test
    void theControllerIsAwayWhenTheBuildEnds() throws Throwable {
        session.then(r -> {
            WorkflowRun run = start(r, "node { imageBuild dockerfileText: 'lines 12 100' }");
            r.waitForMessage("line 5 @", run);
        });
        Thread.sleep(2000);
        session.then(r -> {
            WorkflowRun run = resumed(r);
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            assertEquals(linesTo(12), lines(run));
            assertEquals(linesTo(12), keptLines(run));
        });
    }

    @Test
    void theControllerRestartsWhileTheBuildIsStopped() throws Throwable {
        session.then(r -> {
            WorkflowRun run = start(r, "node { imageBuild dockerfileText: 'stubborn;lines 600 100' }");
            r.waitForMessage("line 3 @", run);
            run.doStop();
            Thread.sleep(500);
        });
        session.then(r -> {
            WorkflowRun run = resumed(r);
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
        });
    }

    @Test
    void theAgentReconnects() throws Throwable {
        session.then(r -> {
            agents.createAgent(
                    r, InboundAgentExtension.Options.newBuilder().name("remote").build());
            WorkflowRun run = start(r, "node('remote') { imageBuild dockerfileText: 'lines 50 100' }");
            r.waitForMessage("line 5 @", run);
            agents.stop(r, "remote");
            r.waitForMessage("Agent remote is away", run);
            agents.start(r, "remote");
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            assertEquals(linesTo(50), lines(run));
            r.assertLogContains("Agent remote is back", run);
        });
    }

    @Test
    void linesOfJenkinsItselfDoNotCount() throws Throwable {
        session.then(r -> {
            agents.createAgent(
                    r, InboundAgentExtension.Options.newBuilder().name("remote").build());
            WorkflowRun run = start(r, "node('remote') { imageBuild dockerfileText: 'lines 100 100' }");
            r.waitForMessage("line 5 @", run);
            agents.stop(r, "remote");
            r.waitForMessage("Agent remote is away", run);
            agents.start(r, "remote");
            r.waitForMessage("Agent remote is back", run);
            r.waitForMessage("line 20 @", run);
        });
        session.then(r -> {
            agents.start(r, "remote");
            WorkflowRun run = resumed(r);
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            assertEquals(linesTo(100), lines(run));
        });
    }

    @Test
    void aRemovedAgentIsACauseToRetry() throws Throwable {
        session.then(r -> {
            DumbSlave agent = r.createSlave("doomed", null, null);
            r.waitOnline(agent);
            WorkflowRun run = start(
                    r,
                    "retry(count: 2, conditions: [agent()]) { node('doomed || spare') { imageBuild dockerfileText: \"lines ${currentBuild.number * 50} 100\" } }");
            r.waitForMessage("line 3 @", run);
            agent.toComputer().disconnect(null);
            r.jenkins.removeNode(agent);
            r.createSlave("spare", null, null);
            r.waitForMessage("Agent was removed", run);
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
        });
    }

    private static WorkflowRun start(JenkinsRule r, String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun resumed(JenkinsRule r) {
        return r.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
    }

    private static List<String> lines(WorkflowRun run) throws Exception {
        return JenkinsRule.getLog(run)
                .lines()
                .filter(line -> line.startsWith("line "))
                .map(line -> line.substring(0, line.indexOf(" @")))
                .toList();
    }

    /** Those of a build with that name. */
    private static List<String> lines(WorkflowRun run, String name) throws Exception {
        return JenkinsRule.getLog(run)
                .lines()
                .filter(line -> line.startsWith(name) && line.contains("] line "))
                .map(line -> line.substring(line.indexOf("] ") + 2, line.indexOf(" @")))
                .toList();
    }

    private static List<String> linesTo(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> "line " + i).toList();
    }

    /** As a page of the steps reads them. */
    private static List<String> keptLines(WorkflowRun run) throws Exception {
        try (var files = Files.list(run.getRootDir().toPath().resolve("image-farm"))) {
            return Files.readAllLines(files.findFirst().orElseThrow()).stream()
                    .filter(line -> line.startsWith("{"))
                    .map(event -> event.replaceFirst(".*\"text\":\"(line \\d+)\".*", "$1"))
                    .toList();
        }
    }
}
