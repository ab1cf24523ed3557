package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.imagefarm.fake.BuilderImage;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.Farms;
import io.jenkins.plugins.imagefarm.fake.Leftovers;
import io.jenkins.plugins.imagefarm.fake.PlainRegistry;
import io.jenkins.plugins.imagefarm.fake.RealNodes;
import io.jenkins.plugins.imagefarm.fake.RunProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** {@code s2iBuild} with the real engine on a node that is a real daemon, while Jenkins restarts, or the build is aborted. */
class RealS2iRestartTest {
    private static final int LINES = 40;

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @TempDir
    private Path folder;

    private final String tag = Engines.plainRegistry() + "/applications/" + UUID.randomUUID() + ":1";

    /** When what the next build begins with is kept already, and the application's own image is being built. */
    @Test
    void aRestartWhileItIsOnItsNodeForTheSecondTimeLosesAndDoublesNothing() throws Throwable {
        String lines = "for i in $(seq " + LINES + "); do echo line $i; sleep 0.3; done";
        String runtime = new BuilderImage()
                .script("assemble-runtime", "#!/bin/sh\n" + lines + "\n")
                .push(folder);
        String builder = new BuilderImage().push(folder);
        session.then(r -> {
            WorkflowRun run = start(
                    r,
                    "builderImage: '%s', runtimeImage: '%s', runtimeArtifacts: ['/app/greeting', '/app/made']"
                            .formatted(builder, runtime));
            r.waitForMessage(" line 7", run);
        });
        session.then(r -> {
            WorkflowRun run =
                    r.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            List<String> seen = JenkinsRule.getLog(run)
                    .lines()
                    .filter(line -> line.matches("#\\d+ \\d+\\.\\d+ line \\d+"))
                    .map(line -> line.replaceFirst(".* line ", ""))
                    .toList();
            assertEquals(
                    IntStream.rangeClosed(1, LINES).mapToObj(String::valueOf).toList(), seen);
            Farms.awaitNoHolds();
        });
        assertTrue(PlainRegistry.has(tag + "-build"));
        assertTrue(BuilderImage.printed(folder, tag).startsWith(": hello\n"));
    }

    @Test
    void anAbortEndsTheScriptOnTheNode() throws Throwable {
        RunProcess process = new RunProcess();
        String builder = new BuilderImage()
                .script("assemble", "#!/bin/sh\nexec " + process.command() + "\n")
                .push(folder);
        session.then(r -> {
            WorkflowRun run = start(r, "builderImage: '" + builder + "'");
            process.await(1);
            run.doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
            process.await(0);
            Farms.awaitNoHolds();
            Leftovers.assertNone(r.jenkins.getWorkspaceFor(run.getParent()));
        });
        assertFalse(PlainRegistry.has(tag));
    }

    private WorkflowRun start(JenkinsRule r, String parameters) throws Exception {
        RealNodes.buildkit("n1", "linux/amd64");
        PlainRegistry.register();
        WorkflowJob job = r.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition("""
                node {
                  writeFile file: 'greeting.txt', text: 'hello'
                  s2iBuild(builder: 'n1', tags: '%s', %s)
                }
                """.formatted(tag, parameters), true));
        return job.scheduleBuild2(0).waitForStart();
    }
}
