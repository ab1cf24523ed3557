package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import io.jenkins.plugins.imagefarm.fake.Farms;
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

/** The queue for nodes, and who holds which slot, are the same after Jenkins or the connection to an agent was away. */
class FarmRestartTest {
    private static final String NODES = "node n1 linux/amd64;node n2 linux/arm64;";

    @RegisterExtension
    private static final BuildWatcherExtension CONSOLES = new BuildWatcherExtension();

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    private final InboundAgentExtension agents = new InboundAgentExtension();

    @TestExtension
    public static final class Fake extends FakeEngineJar {}

    @Test
    void whoWaitsGoesOnWaitingInTheSameOrder() throws Throwable {
        session.then(r -> {
            register(r);
            WorkflowRun first = start(r, "first", "lines 5 10;farm linux/arm64 20000;lines 20 50");
            r.waitForMessage("start linux/arm64@n2", first);
            r.waitForMessage("Waiting for a slot: position 1", start(r, "second", "lines 5 10;farm linux/arm64 300"));
            r.waitForMessage("Waiting for a slot: position 2", start(r, "third", "lines 5 10;farm linux/arm64 300"));
        });
        session.then(r -> {
            Farms.awaitHold("n2", "first#1");
            WorkflowRun later = start(r, "later", "farm linux/arm64 300");
            List<WorkflowRun> runs = List.of(resumed(r, "first"), resumed(r, "second"), resumed(r, "third"), later);
            for (WorkflowRun run : runs) {
                r.assertBuildStatusSuccess(r.waitForCompletion(run));
                assertEquals(1, Farms.times("start", List.of(run)).size(), run + " is built once");
            }
            assertEquals(1, Farms.most("n2", runs));
            List<Long> starts = runs.stream().map(FarmRestartTest::started).toList();
            assertEquals(starts.stream().sorted().toList(), starts, "in the order in which they came");
            assertEquals(25, lines(runs.get(0)), "lines of a build are shown once");
            assertEquals(5, lines(runs.get(1)), "also of one that waits, whose log has lines of Jenkins");
        });
    }

    @Test
    void whatIsGrantedIsNotGrantedAgainAndTheRestIs() throws Throwable {
        session.then(r -> {
            register(r);
            WorkflowRun other = start(r, "other", "farm linux/arm64 20000");
            r.waitForMessage("start linux/arm64@n2", other);
            WorkflowRun run = start(r, "job", "farm all 100");
            r.waitForMessage("end linux/amd64@n1", run);
            r.waitForMessage("Waiting for a slot", run);
        });
        session.then(r -> {
            WorkflowRun run = resumed(r, "job");
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            assertEquals(
                    List.of("n1", "n2"),
                    Farms.times("start", List.of(run)).stream()
                            .map(Farms.Time::node)
                            .toList());
            r.waitForCompletion(resumed(r, "other"));
            Farms.awaitNoHolds();
        });
    }

    @Test
    void aBuildThatEndedMeanwhileHoldsNothing() throws Throwable {
        session.then(r -> {
            register(r);
            r.waitForMessage("start linux/arm64@n2", start(r, "job", "farm linux/arm64 1000"));
        });
        session.then(r -> {
            r.assertBuildStatusSuccess(r.waitForCompletion(resumed(r, "job")));
            Farms.awaitNoHolds();
            r.assertBuildStatusSuccess(r.waitForCompletion(start(r, "next", "farm linux/arm64 10")));
        });
    }

    @Test
    void aGrantReachesAnAgentWhenItIsBack() throws Throwable {
        session.then(r -> {
            register(r);
            agents.createAgent(
                    r, InboundAgentExtension.Options.newBuilder().name("remote").build());
            WorkflowRun first = start(r, "first", "farm linux/arm64 600000");
            r.waitForMessage("start linux/arm64@n2", first);
            WorkflowRun second = start(r, "second", "remote", "farm linux/arm64 10");
            r.waitForMessage("Waiting for a slot", second);
            agents.stop(r, "remote");
            r.waitForMessage("Agent remote is away", second);
            first.doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(first));
            Farms.awaitHold("n2", "second#1");
            agents.start(r, "remote");
            r.assertBuildStatusSuccess(r.waitForCompletion(second));
            r.assertLogContains("start linux/arm64@n2", second);
        });
    }

    @Test
    void theNodeThatBuiltAnImageLastIsTakenAgain() throws Throwable {
        session.then(r -> {
            register(r);
            Farms.register("n3", 1);
            for (String node : List.of("n2", "n3")) {
                assertEquals(node, builtOn(r, ", nodes: '" + node + "'"));
                assertEquals(node, builtOn(r, ""));
            }
        });
        session.then(r -> assertEquals("n3", builtOn(r, "")));
    }

    /** Which node built the same image. */
    private static String builtOn(JenkinsRule r, String parameters) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "node { farmBuild tags: 'r.example.com/app:" + job.getName() + "', dockerfileText: '" + NODES
                        + "node n3 linux/arm64;farm linux/arm64 10'" + parameters + " }",
                true));
        WorkflowRun run = r.buildAndAssertSuccess(job);
        return Farms.times("start", List.of(run)).get(0).node();
    }

    private static void register(JenkinsRule r) throws Exception {
        r.jenkins.setNumExecutors(10);
        Farms.register("n1", 1);
        Farms.register("n2", 1);
    }

    private static WorkflowRun start(JenkinsRule r, String name, String script) throws Exception {
        return start(r, name, "built-in", script);
    }

    private static WorkflowRun start(JenkinsRule r, String name, String agent, String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(
                "node('" + agent + "') { farmBuild dockerfileText: '" + NODES + script + "' }", true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun resumed(JenkinsRule r, String name) {
        return r.jenkins.getItemByFullName(name, WorkflowJob.class).getBuildByNumber(1);
    }

    private static long started(WorkflowRun run) {
        try {
            return Farms.times("start", List.of(run)).get(0).at();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long lines(WorkflowRun run) throws Exception {
        List<String> lines = JenkinsRule.getLog(run)
                .lines()
                .filter(line -> line.startsWith("line "))
                .toList();
        assertTrue(IntStream.range(0, lines.size()).noneMatch(i -> lines.lastIndexOf(lines.get(i)) != i));
        return lines.size();
    }
}
