package io.jenkins.plugins.imagefarm.freestyle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import hudson.tasks.Shell;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import io.jenkins.plugins.imagefarm.fake.Leftovers;
import io.jenkins.plugins.imagefarm.pipeline.ImageBuildStep;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class ImageBuilderTest {
    private JenkinsRule r;
    private FreeStyleProject job;
    private ImageBuildStep step;

    @BeforeEach
    void jenkins(JenkinsRule r) throws Exception {
        this.r = r;
        job = r.createFreeStyleProject("free style");
        step = new ImageBuildStep();
        job.getBuildersList().add(new ImageBuilder(step));
    }

    @TestExtension
    public static final class Fake extends FakeEngineJar {}

    @Test
    void theConsoleAndTheRecordAreTheSameAsInAPipeline() throws Exception {
        step.setDockerfileText("lines 3 10");
        FreeStyleBuild build = r.buildAndAssertSuccess(job);
        r.assertLogContains("line 3 @", build);
        assertEquals(1, build.getAction(ImageBuildAction.class).getImageBuilds().size());
        Leftovers.assertNone(build.getWorkspace());
    }

    @Test
    void aFailedBuildFailsTheJobWithOneLine() throws Exception {
        job.getBuildersList().add(new Shell("echo not reached"));
        step.setDockerfileText("fail no such target");
        FreeStyleBuild build = r.buildAndAssertStatus(Result.FAILURE, job);
        r.assertLogContains("ERROR: no such target", build);
        r.assertLogNotContains("not reached", build);
        r.assertLogNotContains("\tat ", build);
    }

    @Test
    void variablesStandForTheirValues() throws Exception {
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("WHAT", "")));
        step.setTags(List.of("r.example.com/${WHAT}:$BUILD_NUMBER"));
        step.setTimeout("${WHAT}");
        FreeStyleBuild build = r.assertBuildStatus(
                Result.FAILURE,
                job.scheduleBuild2(0, new ParametersAction(new StringParameterValue("WHAT", "UPPER")))
                        .get());
        r.assertLogContains(
                "'r.example.com/UPPER:1' is not an image name: the repository must be in lower case", build);
    }

    @Test
    void variablesOfADockerfileAreItsOwn() throws Exception {
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("WHAT", "other")));
        step.setDockerfileText("fail ${WHAT} is kept");
        r.assertLogContains("ERROR: ${WHAT} is kept", r.buildAndAssertStatus(Result.FAILURE, job));
    }

    @Test
    void anAbortedJobCancelsItsBuild() throws Exception {
        step.setDockerfileText("lines 600 100");
        FreeStyleBuild build = job.scheduleBuild2(0).waitForStart();
        r.waitForMessage("line 3 @", build);
        assertNotNull(build.getExecutor());
        build.doStop();
        r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(build));
        r.assertLogContains("cancelled", build);
        Leftovers.assertNone(build.getWorkspace());
    }

    @Test
    void aBuildThatTakesTooLongIsStopped() throws Exception {
        step.setDockerfileText("lines 600 100");
        step.setTimeout("2s");
        FreeStyleBuild build = r.buildAndAssertStatus(Result.FAILURE, job);
        r.assertLogContains("The build took longer than its timeout", build);
        Leftovers.assertNone(build.getWorkspace());
    }
}
