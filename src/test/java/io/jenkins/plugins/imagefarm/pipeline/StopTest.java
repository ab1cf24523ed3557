package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.Result;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import io.jenkins.plugins.imagefarm.fake.Leftovers;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
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

/** However a build is ended, nothing of it is left. */
@WithJenkins
class StopTest {
    @RegisterExtension
    private static final BuildWatcherExtension CONSOLES = new BuildWatcherExtension();

    private JenkinsRule r;
    private WorkflowJob job;

    @BeforeEach
    void jenkins(JenkinsRule r) throws Exception {
        this.r = r;
        job = r.createProject(WorkflowJob.class, "job");
    }

    @TestExtension
    public static final class Fake extends FakeEngineJar {}

    @Test
    void anAbortedBuildIsCancelled() throws Exception {
        WorkflowRun run = start("node { imageBuild dockerfileText: 'lines 600 100' }");
        r.waitForMessage("line 3 @", run);
        run.doStop();
        r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
        r.assertLogContains("cancelled", run);
        assertNothingIsLeft();
    }

    @Test
    void anEngineThatDoesNotHeedIsKilled() throws Exception {
        WorkflowRun run = start("node { imageBuild dockerfileText: 'stubborn;lines 6000 100' }");
        r.waitForMessage("line 3 @", run);
        run.doStop();
        r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
        assertNothingIsLeft();
    }

    @Test
    void aBuildThatTakesTooLongIsStopped() throws Exception {
        WorkflowRun run = start("node { imageBuild dockerfileText: 'lines 600 100', timeout: 3 }");
        r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(run));
        r.assertLogContains("ERROR: The build took longer than its timeout and was stopped", run);
        r.assertLogContains("cancelled", run);
        assertNothingIsLeft();
    }

    @Test
    void theTimeoutStepStopsABuildToo() throws Exception {
        WorkflowRun run =
                start("node { timeout(time: 3, unit: 'SECONDS') { imageBuild dockerfileText: 'lines 600 100' } }");
        r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
        assertNothingIsLeft();
    }

    @Test
    void anEngineThatDiesIsTheServicesFault() throws Exception {
        WorkflowRun run = start(
                "node { def r = imageBuild dockerfileText: 'lines 2 10;die 137', returnResult: true; echo \"${r.fault}: ${r.failureReason}\" }");
        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        r.assertLogContains("line 2 @", run);
        r.assertLogContains("service: The build engine ended with exit status 137 and without a result: boom", run);
        assertNothingIsLeft();
    }

    @Test
    void aSuccessfulBuildLeavesNothing() throws Exception {
        WorkflowRun run = start("node { imageBuild dockerfileText: 'lines 2 10' }");
        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        assertNothingIsLeft();
    }

    @Test
    void filesThatVanishAreNotWaitedFor() throws Exception {
        WorkflowRun run = start("node { imageBuild dockerfileText: 'lines 600 100' }");
        r.waitForMessage("line 3 @", run);
        r.jenkins.getWorkspaceFor(job).sibling("job@tmp").deleteRecursive();
        r.assertBuildStatus(Result.FAILURE, r.waitForCompletion(run));
        r.assertLogContains("are gone", run);
        assertNothingIsLeft();
    }

    @Test
    void aBuildInTheSameWorkspaceIsLeftAlone() throws Exception {
        WorkflowRun run = start("""
                node {
                  parallel quick: {
                    try { timeout(time: 2, unit: 'SECONDS') { imageBuild dockerfileText: 'stubborn;lines 600 100' } } catch (e) { echo 'quick ended' }
                  }, slow: {
                    def r = imageBuild(dockerfileText: 'lines 300 100')
                    echo "slow ended: ${r.state}"
                  }
                }
                """);
        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        r.assertLogContains("slow ended: SUCCESS", run);
        assertNothingIsLeft();
    }

    @Test
    void aBuildThatNobodyWaitsForIsKnownByItsId() throws Exception {
        WorkflowRun run = start("""
                def told(Closure ask) { try { ask() } catch (e) { echo "refused: ${e.message}" } }
                node {
                  def slow = imageBuild(dockerfileText: 'lines 600 100', tags: ['slow:1'], wait: false)
                  def quick = imageBuild(dockerfileText: 'lines 3 10', wait: false)
                  echo "list: ${imageBuildList().collect { it.name } - 'slow:1'}"
                  echo "quick: ${imageBuildWait(quick.id).state}, ${imageBuildStatus(quick.id).result.reason}"
                  echo "slow: ${imageBuildStatus(slow.id).state}"
                  echo "slow then: ${imageBuildCancel(slow.id).state}"
                  told { imageBuildWait(slow.id) }
                  echo "slow at last: ${imageBuildStatus(slow.id).state}"
                  told { imageBuildWait(imageBuild(dockerfileText: 'fail no such file', wait: false).id) }
                  told { imageBuildStatus('job#1:1') }
                  told { imageBuildCancel('other#7:1') }
                  told { imageBuildWait('') }
                }
                """);
        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        r.assertLogContains("quick: SUCCESS, The image was built", run);
        r.assertLogContains("[slow:1] ", run);
        r.assertLogContains("slow then: CANCEL_REQUESTED", run);
        r.assertLogContains("refused: The image build is cancelled, because imageBuildCancel said so", run);
        r.assertLogContains("slow at last: CANCELLED", run);
        r.assertLogContains("refused: no such file", run);
        r.assertLogContains("refused: There is no image build 'job#1:1' in this run.", run);
        r.assertLogContains("refused: The image build 'other#7:1' is of another run.", run);
        r.assertLogContains("refused: There is no image build '' in this run.", run);
        assertNothingIsLeft();
        assertEquals(3, run.getAction(ImageBuildAction.class).getImageBuilds().size());
    }

    /** As one does whose last step is over when it is cancelled. */
    @Test
    void aBuildThatEndsBeforeItHearsThatItIsCancelledHasEndedSo() throws Exception {
        WorkflowRun run = start("""
                def late(String script) {
                  def build = imageBuild(dockerfileText: "deaf;lines 20 100;${script}", wait: false)
                  echo "then: ${imageBuildCancel(build.id).state}"
                  try { echo "waited: ${imageBuildWait(build.id).state}" } catch (e) { echo "failed: ${e.message}" }
                  def status = imageBuildStatus(build.id)
                  echo "at last: ${status.state}, ${status.reason}"
                }
                node { late('lines 1 1'); late('fail no such file') }
                """);
        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        r.assertLogContains("then: CANCEL_REQUESTED", run);
        r.assertLogContains("waited: SUCCESS", run);
        r.assertLogContains("at last: SUCCESS, The image was built", run);
        r.assertLogContains("failed: no such file", run);
        r.assertLogContains("at last: FAILURE, no such file", run);
        assertNothingIsLeft();
    }

    @Test
    void aBuildThatNobodyWaitsForEndsWithItsBlock() throws Exception {
        WorkflowRun run = start("node { imageBuild dockerfileText: 'lines 600 100', wait: false; sleep 600 }");
        r.waitForMessage("] line 3 @", run);
        run.doStop();
        r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
        r.assertLogContains("because the block that gave it its workspace has ended", run);
        r.assertLogContains("The image build has ended: CANCELLED.", run);
        assertNothingIsLeft();
    }

    private WorkflowRun start(String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private void assertNothingIsLeft() throws Exception {
        Leftovers.assertNone(r.jenkins.getWorkspaceFor(job));
    }
}
