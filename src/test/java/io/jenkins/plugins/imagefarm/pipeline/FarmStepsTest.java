package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.imagefarm.config.FarmConfiguration;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import io.jenkins.plugins.imagefarm.fake.Farms;
import io.jenkins.plugins.imagefarm.freestyle.FarmBuilder;
import io.jenkins.plugins.imagefarm.nodes.NodeOffline;
import io.jenkins.plugins.imagefarm.nodes.OfflineNotice;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What the steps of farms take and give back. */
@WithJenkins
class FarmStepsTest {
    private static final String NODES = "node n1 linux/amd64;node arm1 linux/arm64;";

    private JenkinsRule r;

    @BeforeEach
    void jenkins(JenkinsRule r) {
        this.r = r;
        Farms.register("n1", 2);
        Farms.register("arm1", 1);
        FarmConfiguration secret = new FarmConfiguration("secret", List.of("arm1"));
        secret.setFolders(List.of("team"));
        ImageFarmConfiguration.get().setFarms(List.of(new FarmConfiguration("all", List.of("n1", "arm1")), secret));
    }

    @TestExtension
    public static final class Fake extends FakeEngineJar {}

    @Test
    void theResultTellsWhoBuiltWhat() throws Exception {
        WorkflowRun run = run(Result.SUCCESS, """
                def r = farmBuild farm: 'all', dockerfileText: '%sfarm linux/amd64,linux/arm64 10'
                def arm = r.platforms['linux/arm64']
                echo "arm64: ${arm.node} ${arm.native} ${arm.durationMs} ${arm.digest}"
                echo "schedule: ${r.schedule.collect { it.node + it.platforms }.sort()}"
                """.formatted(NODES));
        r.assertLogContains("arm64: arm1 true 10 sha256:a1a1", run);
        r.assertLogContains("schedule: [arm1[linux/arm64], n1[linux/amd64]]", run);
        assertEquals(
                2,
                run.getAction(ImageBuildAction.class)
                        .getImageBuilds()
                        .get(0)
                        .getParts()
                        .size());
    }

    @Test
    void aDryRunReturnsThePlan() throws Exception {
        WorkflowRun run = run(
                Result.SUCCESS,
                "def r = farmBuild dryRun: true, dockerfileText: '" + NODES
                        + "farm linux/arm64 10'; echo \"plan: ${r.schedule}, built: ${r.platforms}\"");
        r.assertLogContains("plan: [[node:arm1, platforms:[linux/arm64], emulated:[]]], built: [:]", run);
    }

    @Test
    void imageBuildTakesOneNode() throws Exception {
        Farms.register("n3", 1);
        WorkflowRun run = run(
                Result.SUCCESS,
                "def r = imageBuild farm: 'all', dockerfileText: '" + NODES
                        + "farm linux/amd64 10'; echo \"${r.state}\"");
        r.assertLogContains("start linux/amd64@n1", run);
        r.assertLogContains("SUCCESS", run);
    }

    @Test
    void whatIsWrongIsSaidInOneLine() throws Exception {
        assertError("farmBuild has no parameter 'node'. Did you mean 'nodes'?", "farmBuild node: 'n1'");
        assertError("There is no farm 'al'", "farmBuild farm: 'al'");
        assertError("There is no node 'n'", "farmBuild nodes: ['n']");
        assertError("emulation is 'sometimes'", "farmBuild emulation: 'sometimes'");
        assertError("strategy is 'best'", "farmBuild strategy: 'best'");
        assertError("failover is -1", "farmBuild failover: -1");
        assertError("'soon' is not a length of time", "farmBuild nodeTimeout: 'soon'");
        assertError("format is 'oc'", "farmBuild format: 'oc'");
        assertError("Give either farm or builder", "imageBuild farm: 'all', builder: 'unix:///b.sock'");
        assertError("'secret'", "farmBuild farm: 'secret'");
        assertError("name a farm or nodes", "farmPrune()");
        assertError("farmPrune has no parameter 'olderThen'. Did you mean 'olderThan'?", "farmPrune olderThen: '1d'");
    }

    @Test
    void aNodeThatIsOfflineBuildsNothing() throws Exception {
        NodeOffline.get().take("arm1", new OfflineNotice("its disk is full", "admin", 1));
        WorkflowRun run =
                run(Result.FAILURE, "farmBuild farm: 'all', dockerfileText: '" + NODES + "farm linux/arm64 10'");
        r.assertLogContains("its disk is full", run);
    }

    @Test
    void statusAndPlatformsOfAFarm() throws Exception {
        Farms.register("dead1", 1);
        WorkflowRun run = run(Result.SUCCESS, """
                def s = farmStatus()
                echo "n1: ${s.n1.reachable} ${s.n1.type} ${s.n1.native} ${s.n1.diskUsed} ${s.n1.builds}/${s.n1.maxBuilds}"
                echo "dead1: ${s.dead1.reachable} ${s.dead1.problem}"
                def p = farmPlatforms(farm: 'all')
                echo "platforms: ${p.native} ${p.emulated}"
                """);
        r.assertLogContains("n1: true buildkit [linux/amd64] 123456789 0/2", run);
        r.assertLogContains("dead1: false Nobody answers at dead1. Start it.", run);
        r.assertLogContains("platforms: [linux/amd64, linux/arm64] []", run);
    }

    @Test
    void pruneTellsWhatWasRemoved() throws Exception {
        Farms.register("dead1", 1);
        WorkflowRun run = run(Result.SUCCESS, """
                def p = farmPrune(nodes: ['n1', 'dead1'], olderThan: '7d', labels: ['team=a'])
                echo "n1: ${p.n1.imageIds} ${p.n1.spaceReclaimed} ${p.n1.problem}"
                echo "dead1: ${p.dead1.imageIds} ${p.dead1.problem}"
                """);
        r.assertLogContains("n1: [old:1, old:2] 3000000 null", run);
        r.assertLogContains("dead1: [] Nobody answers at dead1. Start it.", run);
        assertError("Nobody answers at dead1", "farmPrune nodes: ['dead1']");
    }

    @Test
    void nobodyPrunesWhatTheirJobMayNotUse() throws Exception {
        Folder folder = r.createProject(Folder.class, "team");
        WorkflowJob inside = folder.createProject(WorkflowJob.class, "job");
        inside.setDefinition(new CpsFlowDefinition("farmPrune farm: 'secret'", true));
        r.buildAndAssertSuccess(inside);
        assertError("'secret'", "farmPrune farm: 'secret'");
    }

    @Test
    void freestyleJobsBuildOnFarmsToo() throws Exception {
        FarmBuildStep step = new FarmBuildStep();
        step.setFarm("all");
        step.setDockerfileText(NODES + "farm linux/amd64,linux/arm64 10");
        step.setFailFast(false);
        FreeStyleProject job = r.createFreeStyleProject();
        job.getBuildersList().add(new FarmBuilder(step));
        r.configRoundtrip(job);
        FarmBuildStep kept = job.getBuildersList().get(FarmBuilder.class).getStep();
        r.assertEqualDataBoundBeans(step, kept);
        FreeStyleBuild run = r.buildAndAssertSuccess(job);
        r.assertLogContains("start linux/arm64@arm1", run);
        Farms.awaitNoHolds();
    }

    private void assertError(String message, String script) throws Exception {
        WorkflowRun run = run(Result.FAILURE, script);
        r.assertLogContains("ERROR: ", run);
        r.assertLogContains(message, run);
    }

    private WorkflowRun run(Result expected, String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node {\n" + script + "\n}", true));
        return r.assertBuildStatus(expected, job.scheduleBuild2(0));
    }
}
