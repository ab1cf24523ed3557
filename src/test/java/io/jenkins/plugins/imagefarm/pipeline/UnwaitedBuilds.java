package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.fake.Leftovers;
import io.jenkins.plugins.imagefarm.fake.RunProcess;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import io.jenkins.plugins.imagefarm.run.ImageBuildRecord;
import java.util.List;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.jvnet.hudson.test.JenkinsRule;

/** Builds by the real engine whose steps do not wait for them: one comes to its end, another is cancelled in the middle of a RUN. */
final class UnwaitedBuilds {
    private static final String SCRIPT = """
            node {
              def quick = %s
              def got = imageBuildWait(quick.id)
              def status = imageBuildStatus(quick.id)
              echo "quick: ${quick.ended} ${got.state} ${status.state} ${got.digest == status.result.digest} ${got.digest}"
              def slow = %s
              semaphore 'runs'
              imageBuildCancel(slow.id)
              try { imageBuildWait(slow.id) } catch (e) { echo "slow: ${e.message}" }
              echo "slow at last: ${imageBuildStatus(slow.id).state}"
            }
            """;

    private UnwaitedBuilds() {}

    /**
     * Runs them, and sees that both are told of and nothing is left.
     *
     * @param quick a step with {@code wait: false}
     * @param slow another one, one of whose steps is the process
     */
    static void run(JenkinsRule r, String quick, String slow, RunProcess process) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(SCRIPT.formatted(quick, slow), true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        SemaphoreStep.waitForStart("runs/1", run);
        process.await(1);
        SemaphoreStep.success("runs/1", null);
        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        r.assertLogContains("quick: false SUCCESS SUCCESS true sha256:", run);
        r.assertLogContains("slow: The image build is cancelled, because imageBuildCancel said so", run);
        r.assertLogContains("slow at last: CANCELLED", run);
        process.await(0);
        Leftovers.assertNone(r.jenkins.getWorkspaceFor(job));
        assertEquals(
                List.of("SUCCESS", "CANCELLED"),
                run.getAction(ImageBuildAction.class).getImageBuilds().stream()
                        .map(ImageBuildRecord::getState)
                        .toList());
    }
}
