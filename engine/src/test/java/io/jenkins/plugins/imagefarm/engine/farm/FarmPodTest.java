package io.jenkins.plugins.imagefarm.engine.farm;

import static io.jenkins.plugins.imagefarm.engine.farm.PlayedFarm.fails;
import static io.jenkins.plugins.imagefarm.engine.farm.PlayedFarm.hangs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.PodWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import io.jenkins.plugins.imagefarm.engine.pod.PodAuthority;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to builds on a node that Jenkins makes pods for. */
class FarmPodTest {
    private static final String AMD64 = "linux/amd64";
    private static final String ARM64 = "linux/arm64";
    private static final Problem EVICTED =
            Problem.service("The pod pod-1-1 was evicted: the node was low on memory", "Ask for more memory.");
    private static final Problem CEILING =
            Problem.user("The build asks for 64 CPUs, and the node 'k8s' allows 8", "Ask for less.");
    private static final Problem BROKEN = Problem.service("The connection to the builder broke off", "");

    @TempDir
    private Path context;

    @TempDir
    private Path folder;

    private PlayedFarm farm;

    @BeforeEach
    void makeFarm() throws Exception {
        farm = new PlayedFarm(context);
    }

    @AfterEach
    void close() {
        farm.close();
    }

    @Test
    void itIsWaitedForAndThenBuiltInAsOnAnyBuildKit() throws Exception {
        farm.podNode(
                        "k8s",
                        farm.builds(),
                        (pod, pods) -> pods.waits(pod, "0/3 nodes are available: 3 Insufficient cpu")
                                .waits(pod, "the image is being pulled")
                                .waits(pod, "0/3 nodes are available: 3 Insufficient cpu")
                                .ready(pod),
                        AMD64)
                .platforms(List.of(AMD64));
        BuildResult result = success();
        assertEquals("k8s", result.parts().get(0).node());
        assertEquals(
                new Builder("k8s", "tcp://127.0.0.1:1", BuilderType.BUILDKIT, ""),
                farm.asked.get(0).builder());
        assertEquals(
                List.of(
                        "[linux/amd64@k8s] #0 waiting for a pod: 0/3 nodes are available: 3 Insufficient cpu",
                        "[linux/amd64@k8s] #0 waiting for a pod: the image is being pulled",
                        "[linux/amd64@k8s] #0 the pod pod-1-1 is reached through the API server at tcp://127.0.0.1:1"),
                farm.console().lines().filter(line -> line.contains("pod")).toList());
        assertEquals(
                List.of("STARTED linux/amd64@k8s", "DONE linux/amd64@k8s"),
                farm.assignments(),
                "what becomes of pods is no change of the assignment");
    }

    @Test
    void theEngineTellsItsPublicKeyOnly() throws Exception {
        farm.podNode("k8s", farm.builds(), (pod, pods) -> pods.ready(pod), AMD64)
                .platforms(List.of(AMD64));
        success();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair other = generator.generateKeyPair();
        String told = farm.console() + farm.events;
        assertTrue(told.contains(beginning(other.getPublic())), told);
        assertFalse(told.contains(beginning(other.getPrivate())), told);
    }

    /** It says what a key is; all of a kind begin like that. */
    private static String beginning(Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded()).substring(0, 32);
    }

    @Test
    void everyPlatformHasAPodOfItsOwn() throws Exception {
        farm.podNode("k8s", farm.builds(), (pod, pods) -> pods.ready(pod), AMD64, ARM64)
                .platforms(List.of(AMD64, ARM64));
        assertEquals(PlayedFarm.platforms(AMD64, ARM64), success().platforms());
        assertEquals(Set.of(1, 2), farm.pods.wanted.stream().map(PodWanted::id).collect(Collectors.toSet()));
        assertTrue(farm.console().contains("[linux/arm64@k8s] #0 the pod pod-"), farm.console());
    }

    @Test
    void onePodBuildsItAllIfThatIsAsked() throws Exception {
        farm.oneNode()
                .podNode(
                        "k8s",
                        farm.builds(),
                        (pod, pods) -> pods.waits(pod, "it is pulled").ready(pod),
                        AMD64)
                .platforms(List.of(AMD64));
        success();
        assertEquals(1, farm.pods.wanted.size());
        assertFalse(farm.asked.get(0).destination().byDigest());
        assertTrue(farm.console().contains("\n#0 waiting for a pod: it is pulled\n"), farm.console());
    }

    @Test
    void aPodThatIsLostIsFollowedByAnother() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        AtomicInteger stopped = new AtomicInteger();
        farm.retries = 1;
        farm.podNode("k8s", firstHangs(started, stopped), lostOnceStarted(started), AMD64)
                .platforms(List.of(AMD64));
        success();
        assertEquals(1, stopped.get(), "the build in the lost pod was stopped");
        assertEquals(List.of("1 false", "2 false"), attempts());
        assertTrue(
                farm.console()
                        .contains("[linux/amd64@k8s] Try 1 of 2 failed: " + EVICTED.cause() + ". Trying again in "),
                farm.console());
        assertTrue(farm.console().contains("#0 the pod pod-1-2 is reached"), farm.console());
    }

    private BuildEngine firstHangs(CountDownLatch started, AtomicInteger stopped) {
        return (request, secrets, reporter, cancel) -> {
            if (started.getCount() > 0) {
                try {
                    return hangs(started).build(request, secrets, reporter, cancel);
                } finally {
                    stopped.incrementAndGet();
                }
            }
            return farm.builds().build(request, secrets, reporter, cancel);
        };
    }

    private static PlayedPods.Keeper lostOnceStarted(CountDownLatch started) {
        return (pod, pods) -> {
            pods.ready(pod);
            if (pod.attempt() == 1) {
                started.await();
                pods.failed(pod, EVICTED);
            }
        };
    }

    @Test
    void podsThatAreLostTooOftenAreTheServicesFault() throws Exception {
        farm.retries = 1;
        farm.podNode(
                        "k8s",
                        farm.builds(),
                        (pod, pods) -> pods.waits(pod, "it starts").failed(pod, EVICTED),
                        AMD64)
                .platforms(List.of(AMD64));
        Problem problem = failure();
        assertEquals(Fault.SERVICE, problem.fault());
        assertEquals("linux/amd64@k8s: " + EVICTED.cause(), problem.cause());
        assertEquals(EVICTED.advice(), problem.advice());
        assertEquals(List.of("1 false", "2 false"), attempts());
        assertEquals(
                2,
                farm.console()
                        .lines()
                        .filter(line -> line.endsWith("waiting for a pod: it starts"))
                        .count(),
                "each attempt tells for itself");
    }

    @Test
    void aLostPodsBuildMovesToAnotherNodeIfThereIsOne() throws Exception {
        farm.retries = 1;
        farm.podNode("k8s", farm.builds(), (pod, pods) -> pods.failed(pod, EVICTED), AMD64)
                .node("n1", farm.builds(), AMD64)
                .platforms(List.of(AMD64))
                .firstMatch();
        assertEquals("n1", success().parts().get(0).node());
        assertEquals(List.of("1 false"), attempts());
        assertTrue(
                farm.console().contains("k8s failed while it built linux/amd64: " + EVICTED.cause()), farm.console());
    }

    @Test
    void whatTheUserAskedWronglyIsFinal() throws Exception {
        farm.retries = 3;
        farm.podNode("k8s", farm.builds(), (pod, pods) -> pods.failed(pod, CEILING), AMD64)
                .node("n1", farm.builds(), AMD64)
                .platforms(List.of(AMD64))
                .firstMatch();
        assertEquals("linux/amd64@k8s: " + CEILING.cause(), failure().cause());
        assertEquals(List.of("1 false"), attempts());
    }

    @Test
    void aFailingDockerfileIsFinalToo() throws Exception {
        farm.retries = 3;
        Problem badRun = Problem.user("RUN false failed with exit code 1", "");
        farm.podNode("k8s", fails(badRun), (pod, pods) -> pods.ready(pod), AMD64)
                .platforms(List.of(AMD64));
        assertEquals("linux/amd64@k8s: " + badRun.cause(), failure().cause());
        assertEquals(List.of("1 false"), attempts());
    }

    @Test
    void aRegistrysFaultDoesNotCostThePod() throws Exception {
        farm.retries = 1;
        AtomicInteger tries = new AtomicInteger();
        BuildEngine second = (request, secrets, reporter, cancel) -> {
            if (tries.incrementAndGet() == 1) {
                throw new OutsideFaultException(Problem.service("the registry answered 500", ""), null);
            }
            return farm.builds().build(request, secrets, reporter, cancel);
        };
        farm.podNode("k8s", second, (pod, pods) -> pods.ready(pod), AMD64).platforms(List.of(AMD64));
        success();
        assertEquals(List.of("1 false", "2 true"), attempts());
    }

    @Test
    void whyAConnectionBrokeOffIsToldByJenkinsIfItKnows() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        BuildEngine breaks = (request, secrets, reporter, cancel) -> {
            broken.countDown();
            return fails(BROKEN).build(request, secrets, reporter, cancel);
        };
        farm.podNode(
                        "k8s",
                        breaks,
                        (pod, pods) -> {
                            pods.ready(pod);
                            broken.await();
                            pods.failed(pod, EVICTED);
                        },
                        AMD64)
                .platforms(List.of(AMD64));
        assertEquals("linux/amd64@k8s: " + EVICTED.cause(), failure().cause());
    }

    @Test
    void aConnectionThatBrokeOffForNoKnownReasonGetsANewPod() throws Exception {
        farm.retries = 1;
        AtomicInteger tries = new AtomicInteger();
        BuildEngine second = (request, secrets, reporter, cancel) -> tries.incrementAndGet() == 1
                ? fails(BROKEN).build(request, secrets, reporter, cancel)
                : farm.builds().build(request, secrets, reporter, cancel);
        farm.podNode("k8s", second, (pod, pods) -> pods.ready(pod), AMD64).platforms(List.of(AMD64));
        success();
        assertEquals(List.of("1 false", "2 false"), attempts());
    }

    @Test
    void whatIsSaidOfAnEarlierPodIsNotHeard() throws Exception {
        farm.retries = 1;
        AtomicReference<PodWanted> first = new AtomicReference<>();
        farm.podNode(
                        "k8s",
                        farm.builds(),
                        (pod, pods) -> {
                            if (first.compareAndSet(null, pod)) {
                                pods.failed(pod, EVICTED);
                            } else {
                                pods.ready(first.get())
                                        .failed(first.get(), CEILING)
                                        .waits(first.get(), "of the first one")
                                        .ready(pod);
                            }
                        },
                        AMD64)
                .platforms(List.of(AMD64));
        success();
        assertEquals("tcp://127.0.0.1:2", farm.asked.get(0).builder().uri());
        assertFalse(farm.console().contains("of the first one"), farm.console());
    }

    @Test
    void onlyAPooledPodIsAskedWhatItsCacheTakes() throws Exception {
        BuildEngine stores = (request, secrets, reporter, cancel) -> {
            reporter.tellDiskUsed(() -> OptionalLong.of(4096));
            return farm.builds().build(request, secrets, reporter, cancel);
        };
        farm.podNode("k8s", stores, (pod, pods) -> pods.ready(pod), AMD64).platforms(List.of(AMD64));
        success();
        assertTrue(farm.pods.caches.isEmpty());
        farm.pods.pooled = true;
        success();
        assertEquals(
                List.of(4096L), farm.pods.caches.stream().map(PodCache::bytes).toList());
    }

    @Test
    void aPodThatIsNotReachedStraightIsReachedByATunnel() throws Exception {
        String closed;
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = "tcp://127.0.0.1:" + port.getLocalPort();
        }
        farm.podNode(
                        "k8s",
                        farm.builds(),
                        (pod, pods) -> {
                            PodAuthority authority = authority(pod);
                            pods.ready(pod, authority, closed, false);
                            Eventually.holds("it is unreachable", () -> !pods.unreachable.isEmpty());
                            pods.ready(pod, authority, closed, false) // Jenkins was restarted
                                    .waits(pod, "a tunnel is made")
                                    .ready(pod);
                        },
                        AMD64)
                .platforms(List.of(AMD64));
        success();
        assertEquals(1, farm.pods.unreachable.size());
        assertEquals(1, farm.pods.unreachable.get(0).attempt());
        assertEquals(
                closed + " refuses the connection", farm.pods.unreachable.get(0).reason());
        assertEquals(
                List.of(
                        "[linux/amd64@k8s] #0 the pod pod-1-1 is not reached straight: " + closed
                                + " refuses the connection",
                        "[linux/amd64@k8s] #0 waiting for a pod: a tunnel is made",
                        "[linux/amd64@k8s] #0 the pod pod-1-1 is reached through the API server at tcp://127.0.0.1:1"),
                farm.console().lines().filter(line -> line.contains("pod")).toList());
    }

    private PodAuthority authority(PodWanted pod) throws Exception {
        return PodAuthority.make(folder, PlayedPods.name(pod));
    }

    @Test
    void whoTakesConnectionsButSaysNothingIsNotThePod() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String address = "tcp://127.0.0.1:" + silent.getLocalPort();
            farm.podNode(
                            "k8s",
                            farm.builds(),
                            (pod, pods) -> {
                                pods.ready(pod, authority(pod), address, false);
                                Eventually.holds("it is unreachable", () -> !pods.unreachable.isEmpty());
                                pods.ready(pod);
                            },
                            AMD64)
                    .platforms(List.of(AMD64));
            success();
            assertEquals(
                    address + " does not answer within 3 s",
                    farm.pods.unreachable.get(0).reason());
        }
    }

    @Test
    void anAbortWhileItWaitsEndsTheBuildAtOnce() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        farm.podNode(
                        "k8s",
                        farm.builds(),
                        (pod, pods) -> {
                            pods.waits(pod, "nothing fits");
                            waits.countDown();
                        },
                        AMD64)
                .platforms(List.of(AMD64));
        Future<BuildResult> build = farm.start();
        waits.await();
        assertAbortsAtOnce(build);
    }

    @Test
    void anAbortWhileItIsReachedEndsTheBuildAtOnce() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            farm.podNode(
                            "k8s",
                            farm.builds(),
                            (pod, pods) ->
                                    pods.ready(pod, authority(pod), "tcp://127.0.0.1:" + silent.getLocalPort(), false),
                            AMD64)
                    .platforms(List.of(AMD64));
            Future<BuildResult> build = farm.start();
            silent.accept();
            assertAbortsAtOnce(build);
            assertTrue(farm.pods.unreachable.isEmpty());
        }
    }

    @Test
    void anAbortWhileItBuildsEndsTheBuildAtOnce() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        farm.podNode("k8s", hangs(started), (pod, pods) -> pods.ready(pod), AMD64)
                .platforms(List.of(AMD64));
        Future<BuildResult> build = farm.start();
        started.await();
        assertAbortsAtOnce(build);
    }

    @Test
    void anAbortWhileJenkinsIsAskedWhyThePodFailedEndsTheBuildAtOnce() throws Exception {
        CountDownLatch broken = new CountDownLatch(1);
        BuildEngine breaks = (request, secrets, reporter, cancel) -> {
            broken.countDown();
            return fails(BROKEN).build(request, secrets, reporter, cancel);
        };
        farm.retries = 1;
        farm.podNode("k8s", breaks, (pod, pods) -> pods.ready(pod), AMD64).platforms(List.of(AMD64));
        Future<BuildResult> build = farm.start();
        broken.await();
        assertAbortsAtOnce(build);
        assertFalse(farm.console().contains("Trying again"), farm.console());
    }

    /** Sooner than any of the engine's own time limits. */
    private void assertAbortsAtOnce(Future<BuildResult> build) throws Exception {
        long begin = System.nanoTime();
        farm.cancellation.cancel();
        assertEquals(BuildState.CANCELLED, build.get().state());
        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(2).toNanos(), farm.console());
        assertEquals(List.of("STARTED linux/amd64@k8s", "CANCELLED linux/amd64@k8s"), farm.assignments());
    }

    private List<String> attempts() {
        return farm.pods.wanted.stream()
                .map(pod -> pod.attempt() + " " + pod.keep())
                .toList();
    }

    private BuildResult success() throws Exception {
        BuildResult result = farm.build();
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + farm.console());
        return result;
    }

    private Problem failure() throws Exception {
        BuildResult result = farm.build();
        assertEquals(BuildState.FAILURE, result.state(), farm::console);
        assertNotNull(result.problem());
        return result.problem();
    }
}
