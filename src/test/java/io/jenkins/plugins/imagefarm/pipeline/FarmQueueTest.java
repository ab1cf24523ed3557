package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import io.jenkins.plugins.imagefarm.fake.Farms;
import io.jenkins.plugins.imagefarm.fake.Leftovers;
import io.jenkins.plugins.imagefarm.freestyle.FarmBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Builds share the slots of nodes: never more than a node's limit, in their order, and visibly. */
@WithJenkins
class FarmQueueTest {
    private static final String NODES = "node n1 linux/amd64;node n2 linux/arm64;";

    @RegisterExtension
    private static final BuildWatcherExtension CONSOLES = new BuildWatcherExtension();

    private JenkinsRule r;

    @BeforeEach
    void jenkins(JenkinsRule r) throws Exception {
        this.r = r;
        Farms.register("n1", 2);
        Farms.register("n2", 1);
    }

    @TestExtension
    public static final class Fake extends FakeEngineJar {}

    @Test
    void everyPlatformGoesToANodeThatBuildsIt() throws Exception {
        WorkflowRun run = start("job", NODES + "farm linux/amd64,linux/arm64 10");
        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        r.assertLogContains("start linux/amd64@n1 @", run);
        r.assertLogContains("start linux/arm64@n2 @", run);
        Leftovers.assertNone(r.jenkins.getWorkspaceFor((WorkflowJob) run.getParent()));
        Farms.awaitNoHolds();
    }

    @Test
    void noPlatformsAreThoseThatTheFarmBuildsNatively() throws Exception {
        WorkflowRun run = start("job", NODES + "farm all 10");
        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        r.assertLogContains("start linux/amd64@n1 @", run);
        r.assertLogContains("start linux/arm64@n2 @", run);
    }

    @Test
    void whatNobodyCanBuildIsRefused() throws Exception {
        WorkflowRun run = start("job", NODES + "farm linux/s390x 10");
        r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(run));
        r.assertLogContains("linux/s390x", run);
        Farms.awaitNoHolds();
    }

    @Test
    void aSecondBuildWaitsVisiblyForTheOnlySlot() throws Exception {
        WorkflowRun first = start("first", NODES + "farm linux/arm64 100000");
        r.waitForMessage("start linux/arm64@n2", first);
        WorkflowRun second = start("second", NODES + "farm linux/arm64 10");
        r.waitForMessage("Waiting for a slot: position 1; n2 runs 1 of 1 build", second);
        WorkflowRun third = start("third", NODES + "farm linux/arm64 10");
        r.waitForMessage("Waiting for a slot: position 2; ", third);
        first.doStop();
        r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(first));
        r.assertBuildStatusSuccess(r.waitForCompletion(second));
        r.assertBuildStatusSuccess(r.waitForCompletion(third));
        assertTrue(
                Farms.times("end", List.of(second)).get(0).at()
                        <= Farms.times("start", List.of(third)).get(0).at(),
                "who came first goes first");
    }

    @Test
    void aBuildThatIsAbortedWhileItWaitsLeavesTheQueue() throws Exception {
        WorkflowRun first = start("first", NODES + "farm linux/arm64 100000");
        r.waitForMessage("start linux/arm64@n2", first);
        WorkflowRun second = start("second", NODES + "farm linux/arm64 10");
        r.waitForMessage("Waiting for a slot", second);
        second.doStop();
        r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(second));
        Leftovers.assertNone(r.jenkins.getWorkspaceFor((WorkflowJob) second.getParent()));
        Farms.awaitNobodyWaits();
        first.doStop();
        r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(first));
        Farms.awaitNoHolds();
    }

    @Test
    void aFreestyleBuildThatIsAbortedWhileItWaitsLeavesTheQueue() throws Exception {
        WorkflowRun first = start("first", NODES + "farm linux/arm64 100000");
        r.waitForMessage("start linux/arm64@n2", first);
        FarmBuildStep step = new FarmBuildStep();
        step.setDockerfileText(NODES + "farm linux/arm64 10");
        FreeStyleProject job = r.createFreeStyleProject();
        job.getBuildersList().add(new FarmBuilder(step));
        FreeStyleBuild second = job.scheduleBuild2(0).waitForStart();
        r.waitForMessage("Waiting for a slot", second);
        second.doStop();
        r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(second));
        Farms.awaitNobodyWaits();
        first.doStop();
        r.waitForCompletion(first);
    }

    @Test
    void aBuildThatIsKilledHoldsNothing() throws Exception {
        WorkflowRun run = start("job", NODES + "stubborn;farm linux/arm64 100000");
        r.waitForMessage("start linux/arm64@n2", run);
        run.doKill();
        r.waitForCompletion(run);
        Farms.awaitNoHolds();
    }

    @Test
    void aTimeoutEndsTheWaiting() throws Exception {
        WorkflowRun first = start("first", NODES + "farm linux/arm64 100000");
        r.waitForMessage("start linux/arm64@n2", first);
        WorkflowRun second = start("second", NODES + "farm linux/arm64 10", ", timeout: 3");
        r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(second));
        r.assertLogContains("took longer than its timeout", second);
        Farms.awaitNobodyWaits();
        first.doStop();
        r.waitForCompletion(first);
    }

    @Test
    void aPlatformWhoseNodeFailsMovesToAnother() throws Exception {
        Farms.register("n3", 1);
        WorkflowRun run = start("job", NODES + "node n3 linux/arm64;move 50;farm linux/arm64 10");
        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        List<String> nodes = Farms.times("start", List.of(run)).stream()
                .map(Farms.Time::node)
                .toList();
        assertEquals(2, nodes.size());
        assertTrue(nodes.containsAll(List.of("n2", "n3")), nodes::toString);
    }

    @Test
    void twentyBuildsAtOnceKeepTheLimits() throws Exception {
        List<WorkflowRun> runs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            runs.add(start("job" + i, NODES + "farm linux/amd64,linux/arm64 200"));
        }
        for (WorkflowRun run : runs) {
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
        }
        assertEquals(40, Farms.times("end", runs).size());
        assertEquals(2, Farms.most("n1", runs), "builds at once on n1, which has two slots");
        assertEquals(1, Farms.most("n2", runs), "builds at once on n2, which has one slot");
        Farms.awaitNoHolds();
    }

    private WorkflowRun start(String name, String script) throws Exception {
        return start(name, script, "");
    }

    private WorkflowRun start(String name, String script, String parameters) throws Exception {
        r.jenkins.setNumExecutors(30);
        WorkflowJob job = r.createProject(WorkflowJob.class, name);
        job.setDefinition(
                new CpsFlowDefinition("node { farmBuild dockerfileText: '" + script + "'" + parameters + " }", true));
        return job.scheduleBuild2(0).waitForStart();
    }
}
