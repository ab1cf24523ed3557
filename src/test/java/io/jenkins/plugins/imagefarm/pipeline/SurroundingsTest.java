package io.jenkins.plugins.imagefarm.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.FilePath;
import hudson.Launcher;
import hudson.LauncherDecorator;
import hudson.Proc;
import hudson.model.Node;
import hudson.remoting.Channel;
import io.jenkins.plugins.imagefarm.fake.FakeEngineJar;
import io.jenkins.plugins.imagefarm.fake.Leftovers;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundConstructor;

/** Wherever a step is put, its engine runs beside the agent and its lines arrive soon. */
@WithJenkins
class SurroundingsTest {
    private JenkinsRule r;
    private WorkflowJob job;

    @BeforeEach
    void jenkins(JenkinsRule r) throws Exception {
        this.r = r;
        job = r.createProject(WorkflowJob.class, "a job");
    }

    @TestExtension
    public static final class Fake extends FakeEngineJar {}

    @Test
    void twoBuildsInOneWorkspaceKeepApart() throws Exception {
        WorkflowRun run = run("""
                node {
                  parallel a: { imageBuild dockerfileText: 'lines 40 50' }, b: { imageBuild dockerfileText: 'lines 40 50' }
                }
                """);
        assertEquals(2 * 40, lines(run).size());
        Leftovers.assertNone(r.jenkins.getWorkspaceFor(job));
    }

    @Test
    void aSecondWorkspaceOfAJobIsAPlaceLikeAnyOther() throws Exception {
        WorkflowRun run = run(
                "node { node { echo pwd(); dir('some where') { imageBuild dockerfileText: 'lines 2 10', context: '..' } } }");
        r.assertLogContains("a job@2", run);
        r.assertLogContains("line 2 @", run);
        FilePath second = r.jenkins.getWorkspaceFor(job).sibling("a job@2");
        Leftovers.assertNone(second);
        assertFalse(second.child("some where@tmp").exists(), "the context holds only what the user put there");
    }

    @Test
    void theEngineRunsBesideTheAgentAndNotInAContainer() throws Exception {
        WorkflowRun run = run(
                "node { closed { imageBuild dockerfileText: 'lines 2 10'; try { sh 'true' } catch (e) { echo \"sh: $e.message\" } } }");
        r.assertLogContains("line 2 @", run);
        r.assertLogContains("sh: nothing starts in here", run);
    }

    @Test
    void linesArriveWithinASecond() throws Exception {
        r.createSlave("remote", null, null);
        WorkflowRun run =
                job("node('remote') { parallel slow: { imageBuild dockerfileText: 'lines 30 1000' }, quick: { imageBuild dockerfileText: 'lines 300 100' } }")
                        .scheduleBuild2(0)
                        .waitForStart();
        long[] delays = IntStream.rangeClosed(1, 30)
                .mapToLong(i -> {
                    try {
                        return delay(run, i);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .sorted()
                .toArray();
        r.assertBuildStatusSuccess(r.waitForCompletion(run));
        System.err.println(
                "delays of lines in ms: median " + delays[15] + ", p95 " + delays[28] + ", longest " + delays[29]);
        assertTrue(delays[28] <= 1500, () -> "p95 of " + delays[28] + " ms");
    }

    /** From when the slow build wrote a line to when it is in the log. */
    private static long delay(WorkflowRun run, int i) throws Exception {
        while (true) {
            long now = System.currentTimeMillis();
            List<String> seen = lines(run).stream()
                    .filter(line -> line.startsWith("line " + i + " @"))
                    .toList();
            if (seen.size() == 2) {
                return now
                        - seen.stream()
                                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('@') + 1)))
                                .max()
                                .orElseThrow();
            }
            Thread.sleep(20);
        }
    }

    @Test
    void charactersArriveWhole() throws Exception {
        StringBuilder hex = new StringBuilder();
        for (byte b : "grün 😀 €\n".getBytes(StandardCharsets.UTF_8)) {
            hex.append(String.format("%02x", b));
        }
        WorkflowRun run = run("node { imageBuild dockerfileText: 'text " + hex + " 400' }");
        r.assertLogContains("grün 😀 €", run);
    }

    private WorkflowRun run(String script) throws Exception {
        return r.buildAndAssertSuccess(job(script));
    }

    private WorkflowJob job(String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private static List<String> lines(WorkflowRun run) throws Exception {
        return JenkinsRule.getLog(run)
                .lines()
                .map(line -> line.replaceFirst("^\\[[a-z]+] ", ""))
                .filter(line -> line.startsWith("line "))
                .toList();
    }

    /** Like {@code container('x')}: processes of the body are started elsewhere; here nowhere. */
    public static final class ClosedStep extends Step {
        @DataBoundConstructor
        public ClosedStep() {}

        @Override
        public StepExecution start(StepContext context) {
            return new Execution(context);
        }

        private static final class Execution extends StepExecution {
            private static final long serialVersionUID = 1L;

            Execution(StepContext context) {
                super(context);
            }

            @Override
            public boolean start() throws Exception {
                getContext()
                        .newBodyInvoker()
                        .withContext(BodyInvoker.mergeLauncherDecorators(
                                getContext().get(LauncherDecorator.class), new Closed()))
                        .withCallback(BodyExecutionCallback.wrap(getContext()))
                        .start();
                return false;
            }
        }

        @TestExtension
        public static final class DescriptorImpl extends StepDescriptor {
            @Override
            public Set<? extends Class<?>> getRequiredContext() {
                return Set.of();
            }

            @Override
            public String getFunctionName() {
                return "closed";
            }

            @Override
            public boolean takesImplicitBlockArgument() {
                return true;
            }
        }
    }

    private static final class Closed extends LauncherDecorator implements Serializable {
        private static final long serialVersionUID = 1L;

        @NonNull
        @Override
        public Launcher decorate(@NonNull Launcher launcher, @NonNull Node node) {
            return new Launcher(launcher) {
                @Override
                public Proc launch(@NonNull ProcStarter starter) throws IOException {
                    throw new IOException("nothing starts in here");
                }

                @Override
                public Channel launchChannel(
                        String[] cmd, OutputStream out, FilePath workDir, Map<String, String> envVars)
                        throws IOException {
                    throw new IOException("nothing starts in here");
                }

                @Override
                public void kill(Map<String, String> modelEnvVars) {
                    // nothing runs in here
                }
            };
        }
    }
}
