package io.jenkins.plugins.imagefarm.pipeline;

import hudson.model.Result;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ImageBuildStepTest {
    private JenkinsRule r;

    @BeforeEach
    void jenkins(JenkinsRule r) {
        this.r = r;
    }

    @TestExtension
    public static final class Fake extends FakeEngineJar {}

    @Test
    void consoleAndResultReachThePipeline() throws Exception {
        WorkflowRun run = r.buildAndAssertSuccess(
                job(
                        "node { def r = imageBuild(dockerfileText: 'lines 3 10'); echo \"${r.state} ${r.cachedSteps}/${r.totalSteps} ${r.size} ${r.sizes}\" }"));
        r.assertLogContains("line 3 @", run);
        r.assertLogContains("SUCCESS 3/4 1500 [linux/amd64:1500]", run);
    }

    @Test
    void aFailedBuildFailsTheStepWithOneLine() throws Exception {
        WorkflowRun run = r.buildAndAssertStatus(
                Result.FAILURE, job("node { imageBuild dockerfileText: 'fail no such target' }"));
        r.assertLogContains("ERROR: no such target", run);
        r.assertLogNotContains("\tat ", run);
    }

    @Test
    void aFailedBuildCanBeReturned() throws Exception {
        WorkflowRun run = r.buildAndAssertSuccess(
                job(
                        "node { def r = imageBuild(dockerfileText: 'fail no such target', returnResult: true); echo \"${r.state}: ${r.failureReason}, ${r.fault}\" }"));
        r.assertLogContains("FAILURE: no such target, user", run);
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }
}
