package io.jenkins.plugins.imagefarm.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.ApiCall;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.FakeCluster;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.PodPlay;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.PodScript;
import io.jenkins.plugins.imagefarm.pods.SeenPod;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The keeper of pods on a played cluster, whose pods have no daemon: what it makes, takes away, and says. */
@WithJenkins
class KubernetesPodsTest {
    private static final String NODE = "pods";

    private final FakeCluster cluster = FakeCluster.withoutDaemons();
    private final KubernetesNodeConfiguration node = new KubernetesNodeConfiguration(NODE);

    @BeforeEach
    void configure(JenkinsRule r) {
        cluster.cloud("test");
        node.setMaxBuilds(100);
        save();
    }

    private void save() {
        ImageFarmConfiguration.get().setKubernetesNodes(List.of(node));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    // What is made and taken away

    @Test
    void aPodIsMadeForABuildAndGoesWithIt() throws Exception {
        Asker build = new Asker("job#1:1", NODE).want();
        PodAnswer.Ready ready = build.ready();
        assertThat(ready.uri(), containsString("tcp://127."));
        assertEquals(List.of(ready.pod()), names());
        Await.that(() -> states().equals(List.of(SeenPod.State.BUILDING)));
        assertEquals(List.of("job#1:1"), only().builds());
        build.release();
        awaitNothing();
    }

    @Test
    void itsSecretGoesWithIt() throws Exception {
        Asker build = new Asker("job#1:1", NODE).want();
        build.ready();
        assertEquals(1, secrets());
        build.release();
        awaitNothing();
        Await.that(() -> secrets() == 0);
    }

    @Test
    void aBuildThatEndsWhileItsPodIsMadeLeavesNone() throws Exception {
        cluster.script(PodScript.ready().after(Duration.ofSeconds(2)));
        Asker build = new Asker("job#1:1", NODE).want();
        build.waits("is made in");
        build.release();
        awaitNothing();
        Await.that(() -> secrets() == 0);
    }

    @Test
    void theNextAttemptGetsTheSamePodIfThatIsNotWhatFailed() throws Exception {
        Asker build = new Asker("job#1:1", NODE).want();
        String first = build.ready().pod();
        assertEquals(first, build.want(2, true).ready().pod());
        assertEquals(List.of(first), names());
        build.release();
        awaitNothing();
    }

    @Test
    void theNextAttemptGetsANewPodOtherwise() throws Exception {
        Asker build = new Asker("job#1:1", NODE).want();
        String first = build.ready().pod();
        String second = build.want(2, false).ready().pod();
        assertNotEquals(first, second);
        Await.that(() -> names().equals(List.of(second)));
        build.release();
        awaitNothing();
    }

    @Test
    void theReaperTakesWhatIsOfNoBuildAndNothingElse() throws Exception {
        new Asker("job#1:1", NODE).want().ready(); // so that the cluster is watched
        create("dead", KubernetesPods.controllerId());
        create("others", "another-controller");
        cluster.client()
                .pods()
                .inNamespace(cluster.namespace())
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("app")
                        .endMetadata()
                        .withNewSpec()
                        .withRestartPolicy("Always")
                        .addNewContainer()
                        .withName("app")
                        .withImage("app")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        Await.that(() -> !names().contains("dead"));
        assertTrue(names().containsAll(List.of("others", "app")), names().toString());
        assertTrue(
                KubernetesPods.get().pods().stream().noneMatch(pod -> pod.name().equals("others")));
    }

    private void create(String name, String controller) {
        PodMark mark = new PodMark(controller, NODE, "amd64", -1, "", "gone#7:3", 1, 1);
        cluster.client()
                .pods()
                .inNamespace(cluster.namespace())
                .resource(PodManifest.of(
                        node,
                        new PodRequest(
                                name,
                                cluster.namespace(),
                                mark.labels(),
                                mark.annotations(),
                                "amd64",
                                null,
                                null,
                                null)))
                .create();
    }

    @Test
    void aPodThatAnEarlierSessionMadeIsFoundAgain() throws Exception {
        Asker build = new Asker("job#1:1", NODE).want();
        PodAnswer.Ready ready = build.ready();
        Asker later = new Asker("job#2:1", NODE)
                .wantAgain(new PodAnswer.Ready(
                        1, 1, ready.pod(), ready.uri(), false, false, ready.ca(), ready.certificate()));
        build.release();
        later.release();
        awaitNothing();
    }

    @Test
    void aPodThatIsFoundAgainAndCannotBeReachedIsReachedByATunnel() throws Exception {
        Asker build = new Asker("job#1:1", NODE).want();
        PodAnswer.Ready ready = build.ready();
        cluster.cloud("other"); // of which nothing is listed yet
        node.setCloud("other");
        save();
        Asker later = new Asker("job#2:1", NODE)
                .wantAgain(new PodAnswer.Ready(
                        1, 1, ready.pod(), ready.uri(), false, false, ready.ca(), ready.certificate()))
                .unreachable();
        assertTrue(later.ready().tunnel());
    }

    @Test
    void aPodThatWentWhileNobodyLookedIsLost() throws Exception {
        Asker build = new Asker("job#1:1", NODE)
                .wantAgain(new PodAnswer.Ready(1, 1, "pods-gone", "tcp://127.0.0.9:1234", false, false, "", ""));
        Problem problem = build.failed();
        assertEquals(Fault.SERVICE, problem.fault());
        assertThat(problem.cause(), containsString("pods-gone"));
    }

    @Test
    void aPodIsMadeBeforeTheEngineRunsAndToldOnceThatHasAKey() throws Exception {
        Asker build = new Asker("job#1:1", NODE).withoutKey().want();
        Await.that(() -> states().equals(List.of(SeenPod.State.BUILDING)));
        assertFalse(build.isReady(), "nobody could prove who it is");
        build.withKey().want().ready();
        assertEquals(1, creates());
        build.release();
        awaitNothing();
    }

    // The pool

    @Test
    void aPoolsPodServesBuildsOneAfterTheOther() throws Exception {
        node.setIdleTimeout("10m");
        save();
        Asker first = new Asker("job#1:1", NODE).want();
        String pod = first.ready().pod();
        Asker other = new Asker("other#1:1", NODE).cacheKey("another").want();
        assertNotEquals(pod, other.ready().pod());
        first.release();
        Await.that(() -> KubernetesPods.get().pods().stream().anyMatch(each -> each.state() == SeenPod.State.IDLE));
        assertEquals(pod, new Asker("job#2:1", NODE).want().ready().pod());
    }

    @Test
    void whatItsCacheTakesIsShownAsTheLastBuildToldIt() throws Exception {
        node.setIdleTimeout("10m");
        save();
        Asker build = new Asker("job#1:1", NODE).want();
        build.ready();
        assertTrue(only().cacheBytes() < 0, "nobody has told it");
        KubernetesPods.get().cached("job#1:1", 1, 1, 4096);
        KubernetesPods.get().cached("job#1:1", 1, 2, 7); // not what this pod was wanted for
        build.release();
        Await.that(() -> only().state() == SeenPod.State.IDLE);
        assertEquals(4096, only().cacheBytes());
    }

    @Test
    void aPodTakesAsManyBuildsAsItMay() throws Exception {
        node.setIdleTimeout("10m");
        node.setBuildsPerPod(2);
        save();
        String pod = new Asker("job#1:1", NODE).want().ready().pod();
        assertEquals(pod, new Asker("job#2:1", NODE).want().ready().pod());
        assertNotEquals(pod, new Asker("job#3:1", NODE).want().ready().pod());
    }

    @Test
    void warmPodsAreThereBeforeABuildIs() throws Exception {
        node.setWarmPods(2);
        node.setArchitectures(List.of("amd64", "arm64"));
        save();
        Await.that(() -> states().equals(
                        List.of(SeenPod.State.IDLE, SeenPod.State.IDLE, SeenPod.State.IDLE, SeenPod.State.IDLE)));
        String pod = new Asker("job#1:1", NODE)
                .platform("linux/arm64")
                .want()
                .ready()
                .pod();
        assertEquals(
                "arm64",
                KubernetesPods.get().pods().stream()
                        .filter(each -> each.name().equals(pod))
                        .findFirst()
                        .orElseThrow()
                        .architecture());
    }

    @Test
    void aWarmPodThatNeverBecameReadyIsNotMadeAgainAtOnce() throws Exception {
        cluster.script(PodScript.exits(1, "buildkitd: no"));
        node.setWarmPods(1);
        save();
        Await.that(() -> creates() == 1 && names().isEmpty());
        cluster.script(PodScript.ready());
        Asker build = new Asker("job#1:1", NODE).want();
        build.ready(); // who wants one now gets one now
        assertEquals(2, creates());
    }

    @Test
    void anIdlePodGoesWhenItsTimeIsOver() throws Exception {
        node.setIdleTimeout("1s");
        save();
        Asker build = new Asker("job#1:1", NODE).want();
        build.ready();
        build.release();
        awaitNothing();
    }

    @Test
    void aPoolIsDrainedWhenItsConfigurationChanges() throws Exception {
        node.setIdleTimeout("10m");
        save();
        Asker build = new Asker("job#1:1", NODE).want();
        String pod = build.ready().pod();
        node.setResources(List.of("limits.memory=1Gi"));
        save();
        assertNotEquals(pod, new Asker("job#2:1", NODE).want().ready().pod());
        Await.that(() -> KubernetesPods.get().pods().stream()
                .anyMatch(each -> each.name().equals(pod) && each.state() == SeenPod.State.DRAINING));
        build.release();
        Await.that(() -> !names().contains(pod));
    }

    @Test
    void aDrainedPodFinishesItsBuild() throws Exception {
        Asker build = new Asker("job#1:1", NODE).want();
        String pod = build.ready().pod();
        KubernetesPods.get().drain(pod);
        Await.that(() -> states().equals(List.of(SeenPod.State.DRAINING)));
        assertTrue(build.heardNothing());
        build.release();
        awaitNothing();
    }

    @Test
    void theCacheOfAPlaceIsAVolume() throws Exception {
        node.setIdleTimeout("10m");
        node.setCacheSize("5Gi");
        save();
        new Asker("job#1:1", NODE).want().ready();
        assertEquals(
                List.of("5Gi"),
                cluster.client().persistentVolumeClaims().inNamespace(cluster.namespace()).list().getItems().stream()
                        .map(claim -> claim.getSpec()
                                .getResources()
                                .getRequests()
                                .get("storage")
                                .toString())
                        .toList());
    }

    // What goes wrong

    @Test
    void aCloudThatIsMissingIsNamed() throws Exception {
        node.setCloud("elsewhere");
        save();
        Problem problem = new Asker("job#1:1", NODE).want().failed();
        assertEquals(Fault.USER, problem.fault());
        assertThat(problem.toString(), containsString("'elsewhere', which does not exist"));
        assertThat(problem.toString(), containsString("There are: test"));
    }

    @Test
    void aNamespaceThatIsMissingIsNamed() throws Exception {
        node.setNamespace("nowhere");
        save();
        Problem problem = new Asker("job#1:1", NODE).want().failed();
        assertEquals(Fault.USER, problem.fault(), problem.toString());
        assertThat(problem.cause(), containsString("There is no namespace nowhere"));
    }

    @Test
    void aRightThatIsMissingIsNamed() throws Exception {
        cluster.forbid("create pods");
        Problem problem = new Asker("job#1:1", NODE).want().failed();
        assertEquals(Fault.USER, problem.fault());
        assertThat(problem.cause(), containsString("may not create pods in the namespace builds"));
        cluster.allow("create pods");
        cluster.forbid("create secrets");
        assertThat(
                new Asker("job#2:1", NODE).want().failed().cause(),
                containsString("may not create secrets in the namespace builds"));
        awaitNothing();
    }

    @Test
    void aWatchThatIsForbiddenIsNamed() throws Exception {
        cluster.forbid("list pods");
        assertThat(
                new Asker("job#1:1", NODE).want().failed().cause(),
                containsString("may not list and watch pods in the namespace builds"));
    }

    @Test
    void aFullNamespaceIsTheServicesFault() throws Exception {
        cluster.quota("pods, requested: pods=1, used: pods=5, limited: pods=5");
        Problem problem = new Asker("job#1:1", NODE).want().failed();
        assertEquals(Fault.SERVICE, problem.fault());
        assertThat(problem.cause(), containsString("used: pods=5"));
    }

    @Test
    void anImageThatDoesNotExistIsTheUsersFault() throws Exception {
        cluster.script(PodScript.noImage("manifest for moby/buildkit:nope not found"));
        Asker build = new Asker("job#1:1", NODE).want();
        Problem problem = build.failed();
        assertEquals(Fault.USER, problem.fault());
        assertThat(problem.cause(), containsString("ErrImagePull: manifest for moby/buildkit:nope not found"));
        awaitNothing();
    }

    @Test
    void whatIsAboveTheCeilingIsRefusedAndNeverCut() throws Exception {
        node.setMaxResources(List.of("memory=4Gi"));
        save();
        Problem problem =
                new Asker("job#1:1", NODE).resources("limits.memory=8Gi").want().failed();
        assertEquals(Fault.USER, problem.fault());
        assertThat(problem.cause(), containsString("limits.memory 8Gi is more than pods allows: memory 4Gi"));
        assertEquals(List.of(), names());
    }

    @Test
    void yamlThatTurnsPrivilegedOnIsRefused() throws Exception {
        node.setAllowPodYaml(true);
        save();
        Problem problem = new Asker("job#1:1", NODE)
                .yaml("spec:\n  containers:\n  - name: buildkitd\n    securityContext:\n      privileged: true\n")
                .want()
                .failed();
        assertEquals(Fault.USER, problem.fault());
        assertThat(problem.cause(), containsString("asks for privileged"));
        assertEquals(List.of(), names());
    }

    @Test
    void aPodThatIsNeverScheduledIsGivenUpInTheSchedulersWords() throws Exception {
        node.setStartTimeout("3s");
        save();
        cluster.script(PodScript.unschedulable("0/3 nodes are available: 3 Insufficient memory."));
        Asker build = new Asker("job#1:1", NODE).want();
        build.waits("0/3 nodes are available: 3 Insufficient memory.");
        Problem problem = build.failed();
        assertThat(problem.cause(), containsString("within 3 s: not scheduled: 0/3 nodes"));
        assertEquals(
                1,
                build.allWaits().stream()
                        .filter(reason -> reason.contains("0/3"))
                        .count());
        awaitNothing();
    }

    @Test
    void aDaemonThatMayNotMakeUserNamespacesIsExplained() throws Exception {
        cluster.script(
                PodScript.exits(
                        1,
                        "[rootlesskit:parent] error: failed to start the child: fork/exec /proc/self/exe: operation not permitted\n"));
        Problem problem = new Asker("job#1:1", NODE).want().failed();
        assertEquals(Fault.USER, problem.fault());
        assertThat(problem.toString(), containsString("seccomp"));
        awaitNothing();
    }

    @Test
    void aPodThatIsKilledForMemoryIsLost() throws Exception {
        assertLost("more memory than its limit", PodPlay::killForMemory);
    }

    @Test
    void aPodThatIsEvictedIsLost() throws Exception {
        assertLost("The node was low on resource: memory.", pod -> pod.evict("The node was low on resource: memory."));
    }

    @Test
    void aDaemonThatEndsIsLost() throws Exception {
        assertLost("panic: out of luck", pod -> pod.exit(2, "panic: out of luck\n"));
    }

    @Test
    void aPodThatSomebodyDeletesIsLost() throws Exception {
        assertLost(
                "was deleted",
                pod -> cluster.client()
                        .pods()
                        .inNamespace(cluster.namespace())
                        .withName(pod.name())
                        .delete());
    }

    @Test
    void aPodThatIsDeletedOnTheFarmPageIsLost() throws Exception {
        assertLost("on the farm page", pod -> KubernetesPods.get().delete(pod.name()));
    }

    private interface Blow {
        void strike(PodPlay pod) throws Exception;
    }

    private void assertLost(String why, Blow blow) throws Exception {
        Asker build = new Asker("job#1:1", NODE).want();
        PodAnswer.Ready ready = build.ready();
        blow.strike(cluster.pod(ready.pod()));
        Problem problem = build.failed();
        assertEquals(Fault.SERVICE, problem.fault(), problem.toString());
        assertThat(problem.cause(), containsString(why));
        assertThat(problem.cause(), not(containsString("\n")));
        awaitNothing();
        assertNotEquals(ready.pod(), build.want(2, false).ready().pod());
    }

    @Test
    void aNodeThatIsNotReadyGetsNoFurtherBuild() throws Exception {
        node.setIdleTimeout("10m");
        save();
        Asker build = new Asker("job#1:1", NODE).want();
        String pod = build.ready().pod();
        Await.that(() -> only().state() == SeenPod.State.BUILDING);
        cluster.pod(pod).loseNode(true);
        Await.that(() -> only().state() != SeenPod.State.BUILDING);
        assertTrue(build.heardNothing(), "whether a build is lost its engine says");
        assertNotEquals(pod, build.want(2, true).ready().pod());
    }

    @Test
    void whileTheApiServerIsAwayNothingIsLost() throws Exception {
        Asker build = new Asker("job#1:1", NODE).want();
        PodAnswer.Ready ready = build.ready();
        cluster.goAway();
        Asker next = new Asker("job#2:1", NODE).want();
        next.failed(); // the API server could not be asked
        assertTrue(build.heardNothing());
        cluster.comeBack();
        cluster.client()
                .pods()
                .inNamespace(cluster.namespace())
                .withName(ready.pod())
                .delete();
        assertThat(build.failed().cause(), containsString("was deleted"));
    }

    @Test
    void aWatchThatBreaksOffIsMadeAnew() throws Exception {
        Asker build = new Asker("job#1:1", NODE).want();
        PodAnswer.Ready ready = build.ready();
        cluster.forgetHistory();
        cluster.cutConnections();
        cluster.client()
                .pods()
                .inNamespace(cluster.namespace())
                .withName(ready.pod())
                .delete();
        assertThat(build.failed().cause(), containsString("was deleted"));
    }

    // What it costs

    @Test
    void manyBuildsCostFewCallsAndThreads() throws Exception {
        int builds = 100;
        List<Asker> askers = IntStream.range(0, builds)
                .mapToObj(i -> new Asker("job#" + i + ":1", NODE))
                .toList();
        new Asker("first#1:1", NODE).want().ready();
        cluster.forgetCalls();
        askers.forEach(Asker::want);
        for (Asker asker : askers) {
            asker.ready();
        }
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("Image Farm:"))
                .count();
        assertTrue(threads <= 12, threads + " threads");
        askers.forEach(Asker::release);
        Await.that(() -> KubernetesPods.get().pods().size() == 1);
        assertEquals(
                List.of("create pods", "create secrets", "delete pods"),
                cluster.calls().stream().map(ApiCall::right).distinct().sorted().collect(Collectors.toList()));
        assertEquals(3 * builds, cluster.calls().size());
    }

    private long creates() {
        return cluster.calls().stream()
                .filter(call -> call.verb().equals("create") && call.resource().equals("pods"))
                .count();
    }

    private List<String> names() {
        return cluster.client().pods().inNamespace(cluster.namespace()).list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .sorted()
                .toList();
    }

    private int secrets() {
        return cluster.client()
                .secrets()
                .inNamespace(cluster.namespace())
                .list()
                .getItems()
                .size();
    }

    private static SeenPod only() {
        List<SeenPod> pods = KubernetesPods.get().pods();
        assertEquals(1, pods.size(), pods.toString());
        return pods.get(0);
    }

    private static List<SeenPod.State> states() {
        return KubernetesPods.get().pods().stream().map(SeenPod::state).toList();
    }

    private void awaitNothing() throws Exception {
        Await.that(
                () -> cluster.plays().isEmpty() && KubernetesPods.get().pods().isEmpty());
    }
}
