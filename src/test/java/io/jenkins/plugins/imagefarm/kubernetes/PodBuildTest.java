package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.fake.BuilderImage;
import io.jenkins.plugins.imagefarm.fake.Engines;
import io.jenkins.plugins.imagefarm.fake.Farms;
import io.jenkins.plugins.imagefarm.fake.LiveFolder;
import io.jenkins.plugins.imagefarm.fake.PlainRegistry;
import io.jenkins.plugins.imagefarm.fake.RunProcess;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.FakeCluster;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.PodPlay;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.PodScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.BuildWatcherExtension;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Pipelines whose images are built in pods of a played cluster, by the real engine and real BuildKit daemons. */
class PodBuildTest {
    private static final int LINES = 40;

    @RegisterExtension
    private static final BuildWatcherExtension CONSOLES = new BuildWatcherExtension();

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private final FakeCluster cluster = FakeCluster.withDaemons();
    private final String repository = "pods/" + UUID.randomUUID();
    private final RunProcess process = new RunProcess();

    @AfterEach
    void closeCluster() {
        cluster.close();
    }

    @Test
    void aPodIsMadeForABuildAndNothingIsLeft() throws Throwable {
        session.then(r -> {
            configure();
            WorkflowRun run = r.waitForCompletion(start(
                    r,
                    "def made = imageBuild(builder: 'pods', %s)".formatted(image("true")),
                    "echo \"made ${made.digest}\""));
            r.assertBuildStatusSuccess(run);
            r.assertLogContains("is reached straight at tcp://127.", run);
            r.assertLogContains("made sha256:", run);
            assertNothingIsLeft();
        });
    }

    /** The second time Jenkins has to order another pod, for which the engine's key is still the same. */
    @Test
    void anS2iBuildThatGoesToItsNodeTwiceHasAPodEachTime(@TempDir Path folder) throws Throwable {
        String builder = new BuilderImage().push(folder);
        String tag = Engines.plainRegistry() + "/" + repository + ":1";
        session.then(r -> {
            configure();
            WorkflowRun run = r.waitForCompletion(start(
                    r,
                    "writeFile file: 'greeting.txt', text: 'hello'",
                    ("s2iBuild(builder: 'pods', builderImage: '%s', tags: '%s', runtimeImage: '%s', "
                                    + "runtimeArtifacts: ['/app/greeting', '/app/made'])")
                            .formatted(builder, tag, builder)));
            r.assertBuildStatusSuccess(run);
            assertEquals(
                    2,
                    JenkinsRule.getLog(run)
                            .lines()
                            .filter(line -> line.contains("is reached straight at tcp://127."))
                            .count());
            assertNothingIsLeft();
        });
        assertTrue(BuilderImage.printed(folder, tag).startsWith(": hello\n"));
    }

    @Test
    void aPodThatIsNotReachedStraightIsReachedThroughTheApiServer() throws Throwable {
        session.then(r -> {
            configure();
            cluster.script(PodScript.ready().unreachable());
            WorkflowRun run =
                    r.waitForCompletion(start(r, "imageBuild(builder: 'pods', %s)".formatted(image("true")), ""));
            r.assertBuildStatusSuccess(run);
            r.assertLogContains("is reached through the API server at tcp://127.0.0.1:", run);
            assertNothingIsLeft();
        });
    }

    @Test
    void aPodThatIsDeletedInTheMiddleOfARunIsReplaced() throws Throwable {
        session.then(r -> {
            configure();
            WorkflowRun run =
                    start(r, "imageBuild(builder: 'pods', retries: 1, %s)".formatted(image(process.command())), "");
            process.await(1);
            cluster.client()
                    .pods()
                    .inNamespace(cluster.namespace())
                    .withName(pods().get(0).name())
                    .delete();
            r.waitForMessage("was deleted", run);
            process.await(1);
            run.doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
            process.await(0);
            assertNothingIsLeft();
        });
    }

    @Test
    void anAbortEndsTheRunAndThePod() throws Throwable {
        session.then(r -> {
            configure();
            WorkflowRun run = start(r, "imageBuild(builder: 'pods', %s)".formatted(image(process.command())), "");
            process.await(1);
            run.doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
            process.await(0);
            assertNothingIsLeft();
        });
    }

    @Test
    void aRestartOfJenkinsLeavesTheBuildInItsPodAlone() throws Throwable {
        session.then(r -> {
            configure();
            WorkflowRun run = start(
                    r,
                    "imageBuild(builder: 'pods', %s)"
                            .formatted(image("for i in \\$(seq " + LINES + "); do echo line \\$i; sleep 0.3; done")),
                    "");
            r.waitForMessage(" line 7", run);
        });
        String pod = pods().get(0).name();
        session.then(r -> {
            WorkflowRun run =
                    r.jenkins.getItemByFullName("job", WorkflowJob.class).getBuildByNumber(1);
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            List<String> lines = JenkinsRule.getLog(run)
                    .lines()
                    .filter(line -> line.matches(".*#\\d+ \\d+\\.\\d+ line \\d+"))
                    .map(line -> line.replaceFirst(".* line ", ""))
                    .toList();
            assertEquals(
                    IntStream.rangeClosed(1, LINES).mapToObj(String::valueOf).toList(), lines);
            r.assertLogContains("the pod " + pod + " is reached", run);
            assertNothingIsLeft();
        });
    }

    @Test
    void eachPlatformHasAPodOfItsOwn() throws Throwable {
        session.then(r -> {
            configure().setArchitectures(List.of("amd64", "arm64"));
            WorkflowRun run = r.waitForCompletion(start(
                    r,
                    "def made = imageBuild(builder: 'pods', platforms: ['linux/amd64', 'linux/arm64'], %s)"
                            .formatted(image("uname -m")),
                    "echo \"made ${made.digest}\""));
            r.assertBuildStatusSuccess(run);
            r.assertLogContains("[linux/amd64@pods] #0 the pod image-farm-pods-", run);
            r.assertLogContains("[linux/arm64@pods] #0 the pod image-farm-pods-", run);
            r.assertLogContains(" aarch64", run);
            r.assertLogContains("made sha256:", run);
            assertNothingIsLeft();
        });
    }

    @Test
    void aBuildGoesOnWhileTheApiServerIsAway() throws Throwable {
        session.then(r -> {
            configure();
            WorkflowRun run = start(
                    r,
                    "imageBuild(builder: 'pods', %s)"
                            .formatted(image("for i in \\$(seq " + LINES + "); do echo line \\$i; sleep 0.3; done")),
                    "");
            r.waitForMessage(" line 7", run);
            cluster.goAway();
            r.waitForMessage(" line " + (LINES - 2), run);
            r.assertBuildStatusSuccess(r.waitForCompletion(run));
            cluster.comeBack();
            assertNothingIsLeft();
        });
    }

    @Test
    void anAbortWhileItWaitsForItsPodLeavesNothing() throws Throwable {
        session.then(r -> {
            configure();
            cluster.script(PodScript.unschedulable("0/1 nodes are available: 1 Insufficient cpu."));
            WorkflowRun run = start(r, "imageBuild(builder: 'pods', %s)".formatted(image("true")), "");
            r.waitForMessage("waiting for a pod: not scheduled: 0/1 nodes are available: 1 Insufficient cpu.", run);
            run.doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
            assertNothingIsLeft();
        });
    }

    @Test
    void noPrivateKeyIsOnADiskInACommandLineOrInALog() throws Throwable {
        session.then(r -> {
            configure();
            WorkflowRun run = start(r, "imageBuild(builder: 'pods', %s)".formatted(image(process.command())), "");
            process.await(1);
            String daemons = cluster.client()
                    .secrets()
                    .inNamespace(cluster.namespace())
                    .list()
                    .getItems()
                    .get(0)
                    .getStringData()
                    .toString();
            assertTrue(daemons.contains("PRIVATE KEY"), "the search looks for the right words");
            for (Path file : LiveFolder.files(r.jenkins.getRootDir().toPath())) {
                if (!file.toString().contains("/plugins/") && !file.toString().endsWith(".jar")) {
                    assertFalse(LiveFolder.text(file).contains("PRIVATE KEY"), file.toString());
                }
            }
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                processes
                        .filter(each -> each.getFileName().toString().matches("[0-9]+"))
                        .forEach(each -> {
                            for (String what : List.of("cmdline", "environ")) {
                                assertFalse(
                                        LiveFolder.text(each.resolve(what)).contains("PRIVATE" + " KEY-----"),
                                        each + "/" + what);
                            }
                        });
            }
            run.doStop();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
            assertFalse(JenkinsRule.getLog(run).contains("PRIVATE KEY"));
            assertNothingIsLeft();
        });
    }

    private KubernetesNodeConfiguration configure() throws Exception {
        cluster.cloud("test");
        PlainRegistry.register();
        KubernetesNodeConfiguration node = new KubernetesNodeConfiguration("pods");
        node.setCloud("test");
        node.setImage(cluster.image());
        node.setBuildkitdToml("[registry.\"%s\"]\n  http = true\n".formatted(Engines.plainRegistry()));
        ImageFarmConfiguration.get().setKubernetesNodes(List.of(node));
        return node;
    }

    private String image(String command) {
        return "dockerfileText: \"FROM %s\\nRUN %s\\n\", noCache: true, push: true, tags: '%s'"
                .formatted(Engines.baseImage(), command, Engines.plainRegistry() + "/" + repository + ":1");
    }

    private static WorkflowRun start(JenkinsRule r, String step, String then) throws Exception {
        WorkflowJob job = r.createProject(WorkflowJob.class, "job");
        job.setDefinition(new CpsFlowDefinition("node {\n" + step + "\n" + then + "\n}", true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private List<PodPlay> pods() {
        return cluster.plays();
    }

    private void assertNothingIsLeft() throws Exception {
        Farms.awaitNoHolds();
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!pods().isEmpty() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertEquals(List.of(), pods());
    }
}
