package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.BuiltPlatform;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.PodAnswer;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.farm.PlayedPods;
import io.jenkins.plugins.imagefarm.engine.farm.RealFarm;
import io.jenkins.plugins.imagefarm.engine.pod.PodAuthority;
import io.jenkins.plugins.imagefarm.engine.pod.PodDaemon;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds in pods, with a real BuildKit that is reached as one in a pod is. Only Jenkins is played. */
class PodOnDaemonTest {
    private static final String AMD64 = "linux/amd64";
    private static final String ARM64 = "linux/arm64";
    private static final Problem LOST = Problem.service("The pod was deleted by somebody", "");

    private final JvmThreads threads = JvmThreads.now();
    private final Queue<PodDaemon> daemons = new ConcurrentLinkedQueue<>();
    private PlayedPods pods;

    @TempDir
    private Path context;

    @TempDir
    private Path folder;

    @AfterEach
    void everythingIsOver() throws Exception {
        pods.close();
        for (PodDaemon daemon : daemons) {
            daemon.close();
        }
        threads.awaitNoMore();
    }

    private RealFarm farm(PlayedPods.Keeper keeper, String... lines) throws Exception {
        pods = new PlayedPods(keeper);
        return new RealFarm(context, lines).podNode("k8s", pods, AMD64, ARM64).platforms(List.of(AMD64));
    }

    private PodDaemon daemon(PodWanted pod) throws Exception {
        PodDaemon daemon = PodDaemon.start(Engines.buildkitd(), PlayedPods.name(pod), folder);
        daemons.add(daemon);
        return daemon;
    }

    @Test
    void aPodThatIsReachedStraightBuildsAndPushes() throws Exception {
        RealFarm farm = farm((pod, pods) -> pods.ready(pod, daemon(pod), false), "RUN echo in a pod");
        BuildResult result = success(farm);
        assertEquals(result.digest(), read(farm.tags.get(0)).digest());
        assertTrue(
                farm.console()
                        .contains("[linux/amd64@k8s] #0 the pod pod-1-1 is reached straight at "
                                + daemons.element().uri() + "\n"),
                farm.console());
        assertTrue(pods.unreachable.isEmpty());
        assertTrue(pods.caches.isEmpty(), "it is nobody's after the build");
        assertTrue(farm.console().lines().anyMatch(line -> line.matches("\\[linux/amd64@k8s] #\\d+ \\S+ in a pod")));
    }

    @Test
    void whatTheCacheOfAPooledPodTakesIsTold() throws Exception {
        RealFarm farm =
                farm((pod, pods) -> pods.ready(pod, daemon(pod), false), "RUN head -c 1000000 /dev/zero > /zeros");
        pods.pooled = true;
        success(farm);
        assertEquals(1, pods.caches.size());
        assertTrue(pods.caches.get(0).bytes() >= 1_000_000, pods.caches::toString);
    }

    @Test
    void twoPlatformsAreTwoPodsAndOneImage() throws Exception {
        RealFarm farm = farm((pod, pods) -> pods.ready(pod, daemon(pod), false), "RUN uname -m")
                .platforms(List.of(AMD64, ARM64));
        BuildResult result = success(farm);
        assertEquals(2, daemons.size());
        assertTrue(daemons.stream().allMatch(daemon -> daemon.served() > 0));
        assertEquals(
                List.of("amd64", "arm64"),
                read(farm.tags.get(0)).json().path("manifests").findValuesAsText("architecture"));
        assertEquals(
                Map.of(AMD64, "k8s", ARM64, "k8s"),
                result.parts().stream()
                        .collect(Collectors.toMap(part -> part.platform().toString(), BuiltPlatform::node)));
    }

    @Test
    void aPodThatIsNotReachedStraightBuildsThroughTheTunnel() throws Exception {
        RealFarm farm = farm(
                (pod, pods) -> {
                    PodDaemon daemon = daemon(pod);
                    pods.ready(pod, daemon.authority(), "tcp://127.0.0.1:1", false);
                    Eventually.holds("it is unreachable", () -> !pods.unreachable.isEmpty());
                    pods.ready(pod, daemon, true);
                },
                "RUN echo in a pod");
        success(farm);
        assertTrue(farm.console().contains("#0 the pod pod-1-1 is reached through the API server at "), farm.console());
    }

    /** Outside the cluster a pod's address may be that of another machine. */
    @Test
    void anotherMachineAtThePodsAddressIsNotThePod() throws Exception {
        RealFarm farm = farm(
                (pod, pods) -> {
                    PodDaemon daemon = daemon(pod);
                    pods.ready(pod, daemon.authority(), Engines.buildkitdTls().uri(), false);
                    Eventually.holds("it is unreachable", () -> !pods.unreachable.isEmpty());
                    pods.ready(pod, daemon, true);
                },
                "RUN echo in a pod");
        success(farm);
        assertEquals(
                Engines.buildkitdTls().uri() + " has a certificate of another authority than the one that is trusted",
                pods.unreachable.get(0).reason());
    }

    @Test
    void aPodThatIsLostInARunIsFollowedByAnother() throws Exception {
        StepProcess step = new StepProcess();
        RealFarm farm = farm(
                (pod, pods) -> {
                    PodDaemon daemon = daemon(pod);
                    pods.ready(pod, daemon, false);
                    if (pod.attempt() == 1) {
                        step.awaitStart();
                        step.endFirstTry(context);
                        daemon.close();
                        pods.failed(pod, LOST);
                    }
                },
                step.firstTryOnly(context));
        farm.retries = 1;
        success(farm);
        step.awaitEnd();
        assertEquals(2, pods.wanted.size());
        List<String> said = farm.console()
                .lines()
                .filter(line -> line.contains(" the pod ") || line.contains("Try "))
                .map(line -> line.replaceAll("tcp://\\S+", "ADDRESS").replaceAll("in \\d+ s", "in N s"))
                .toList();
        assertEquals(
                List.of(
                        "[linux/amd64@k8s] #0 the pod pod-1-1 is reached straight at ADDRESS",
                        "[linux/amd64@k8s] Try 1 of 2 failed: The pod was deleted by somebody. Trying again in N s.",
                        "[linux/amd64@k8s] #0 the pod pod-1-2 is reached straight at ADDRESS"),
                said);
        assertTrue(farm.console().contains("second try"), farm.console());
    }

    /** It hangs, and its connections with it: only Jenkins sees that its machine is gone. */
    @Test
    void aPodThatJenkinsSaysIsLostIsGivenUpAtOnce() throws Exception {
        StepProcess step = new StepProcess();
        List<PodWanted> running = new ArrayList<>();
        RealFarm farm = farm(
                (pod, pods) -> {
                    pods.ready(pod, daemon(pod), false);
                    step.awaitStart();
                    running.add(pod);
                    pods.failed(pod, LOST);
                },
                step.instruction());
        BuildResult result = farm.build();
        assertEquals(BuildState.FAILURE, result.state(), farm::console);
        assertEquals(Fault.SERVICE, result.problem().fault());
        assertEquals("linux/amd64@k8s: " + LOST.cause(), result.problem().cause());
        assertEquals(1, running.size());
        step.awaitEnd();
    }

    @Test
    void anAbortEndsTheStepInThePod() throws Exception {
        StepProcess step = new StepProcess();
        RealFarm farm = farm((pod, pods) -> pods.ready(pod, daemon(pod), false), step.instruction());
        farm.start();
        step.awaitStart();
        farm.cancellation.cancel();
        assertEquals(BuildState.CANCELLED, farm.result().state());
        step.awaitEnd();
    }

    @Test
    void whoIsBehindTheTunnelButNotThePodIsRefusedInOneLine() throws Exception {
        RealFarm farm = farm((pod, pods) -> {
            PodAuthority other = PodAuthority.make(folder, PlayedPods.name(pod));
            pods.ready(pod, other, daemon(pod).uri(), true);
        });
        farm.retries = 1;
        assertRefused(farm, " has a certificate of another authority than the one that is trusted");
    }

    @Test
    void aDaemonOfAnotherPodIsRefusedInOneLineThatNamesThePod() throws Exception {
        RealFarm farm = farm((pod, pods) -> {
            PodDaemon daemon = daemon(pod);
            PodAuthority authority = daemon.authority();
            pods.answer(new PodAnswer.Ready(
                    pod.id(),
                    pod.attempt(),
                    "another-pod",
                    daemon.uri(),
                    true,
                    false,
                    authority.certificate(),
                    authority.client(pods.publicKey)));
        });
        farm.retries = 1;
        assertRefused(farm, " has a certificate that is not valid for another-pod: ");
    }

    private void assertRefused(RealFarm farm, String cause) throws Exception {
        BuildResult result = farm.build();
        assertEquals(BuildState.FAILURE, result.state(), farm::console);
        assertEquals(Fault.USER, result.problem().fault());
        assertTrue(result.problem().cause().contains(cause), result.problem()::toString);
        assertEquals(1, pods.wanted.size(), "another try would give the same");
        assertEquals(
                1,
                farm.console()
                        .lines()
                        .filter(line -> line.contains("certificate"))
                        .count(),
                farm::console);
    }

    private static BuildResult success(RealFarm farm) throws Exception {
        BuildResult result = farm.build();
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + farm.console());
        return result;
    }

    private static Manifest read(String tag) {
        RegistryClient registry = new RegistryClient(host -> Optional.empty(), new Registries(List.of()));
        return registry.read(ImageReference.valueOf(tag)).orElseThrow();
    }
}
