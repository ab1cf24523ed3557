package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the played cluster does, where a pod's daemon need not be BuildKit. */
@Timeout(60)
class FakeClusterTest {
    private final FakeCluster cluster = FakeCluster.withoutDaemons();
    private final KubernetesClient client = cluster.newClient();

    @AfterEach
    void end() {
        client.close();
        cluster.close();
    }

    @Test
    void aPodBecomesReadyAtAnAddressOfItsOwn() throws Exception {
        Pod one = ready("one");
        Pod two = ready("two");
        assertFalse(one.getStatus().getPodIP().equals(two.getStatus().getPodIP()));
        try (Socket socket = new Socket(one.getStatus().getPodIP(), FakeCluster.PORT)) {
            socket.getOutputStream().write(42);
            assertEquals(42, socket.getInputStream().read());
        }
    }

    @Test
    void aHundredPodsBecomeReady() {
        for (int i = 0; i < 100; i++) {
            client.pods().resource(SamplePods.plain("pod-" + i)).create();
        }
        for (int i = 0; i < 100; i++) {
            assertTrue(client.pods().withName("pod-" + i).waitUntilReady(20, TimeUnit.SECONDS) != null);
        }
    }

    @Test
    void aWatchTellsEachStepOfAPod() throws Exception {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (Watch watch = client.pods().watch(watcher(events, new CompletableFuture<>()))) {
            ready("watched");
            client.pods().withName("watched").delete();
            assertEquals("ADDED watched", events.poll(10, TimeUnit.SECONDS));
            String event = events.poll(10, TimeUnit.SECONDS);
            while (!event.startsWith("DELETED")) {
                event = events.poll(10, TimeUnit.SECONDS);
            }
            assertEquals("DELETED watched", event);
        }
    }

    @Test
    void aWatchGoesOnFromAVersionUnlessItIsForgotten() throws Exception {
        create("before");
        String version = client.pods().list().getMetadata().getResourceVersion();
        client.pods().withName("before").delete();
        create("after");
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (Watch watch =
                client.pods().withResourceVersion(version).watch(watcher(events, new CompletableFuture<>()))) {
            Set<String> seen = new HashSet<>();
            while (!seen.containsAll(List.of("ADDED after", "DELETED before"))) {
                seen.add(events.poll(10, TimeUnit.SECONDS));
            }
            assertFalse(seen.contains("ADDED before"));
        }
        cluster.forgetHistory();
        create("later"); // so that there is something newer than what is asked for
        CompletableFuture<Void> ended = new CompletableFuture<>();
        try (Watch watch = client.pods().withResourceVersion(version).watch(watcher(events, ended))) {
            ended.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPodIsThereUntilItsProcessHasEnded() throws Exception {
        Pod pod = ready("ending");
        client.pods().withName("ending").delete();
        await("ending", now -> now == null);
        assertThrows(ConnectException.class, () -> new Socket(pod.getStatus().getPodIP(), FakeCluster.PORT).close());
    }

    @Test
    void aPodThatFitsNowhereSaysWhy() {
        cluster.script(PodScript.unschedulable("0/3 nodes are available: 3 Insufficient cpu."));
        create("huge");
        Pod pod = await("huge", now -> !now.getStatus().getConditions().isEmpty());
        PodCondition condition = pod.getStatus().getConditions().get(0);
        assertEquals("Unschedulable", condition.getReason());
        assertEquals("0/3 nodes are available: 3 Insufficient cpu.", condition.getMessage());
        client.pods().withName("huge").delete();
        await("huge", now -> now == null);
    }

    @Test
    void anImageThatIsNotThereIsTriedForEver() {
        cluster.script(PodScript.noImage("manifest unknown"));
        create("imageless");
        Pod pod = await("imageless", now -> "ImagePullBackOff".equals(waiting(now)));
        assertEquals("Pending", pod.getStatus().getPhase());
    }

    @Test
    void aContainerThatEndsLeavesItsCodeAndLog() {
        cluster.script(PodScript.exits(1, "could not open /proc: operation not permitted\n"));
        create("broken");
        Pod pod = await("broken", now -> "Failed".equals(now.getStatus().getPhase()));
        assertEquals(1, terminated(pod).getExitCode());
        assertEquals(
                "could not open /proc: operation not permitted\n",
                client.pods().withName("broken").getLog());
    }

    @Test
    void aPodCanBeKilledForMemoryAndEvicted() {
        ready("eater");
        cluster.pod("eater").killForMemory();
        assertEquals(
                "OOMKilled",
                terminated(await("eater", now -> "Failed".equals(now.getStatus().getPhase())))
                        .getReason());
        ready("guest");
        cluster.pod("guest").evict("The node was low on resource: memory.");
        assertEquals(
                "Evicted",
                await("guest", now -> "Failed".equals(now.getStatus().getPhase()))
                        .getStatus()
                        .getReason());
    }

    @Test
    void aPodEndsAtItsDeadline() {
        client.pods()
                .resource(new PodBuilder(SamplePods.plain("late"))
                        .editSpec()
                        .withActiveDeadlineSeconds(1L)
                        .endSpec()
                        .build())
                .create();
        Pod pod = await("late", now -> "Failed".equals(now.getStatus().getPhase()));
        assertEquals("DeadlineExceeded", pod.getStatus().getReason());
    }

    @Test
    void aLostNodeAnswersNothing() throws Exception {
        Pod pod = ready("lost");
        try (Socket socket = new Socket(pod.getStatus().getPodIP(), FakeCluster.PORT)) {
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
            cluster.pod("lost").loseNode(true);
            await(
                    "lost",
                    now -> now.getStatus().getConditions().stream()
                            .anyMatch(condition -> "NodeNotReady".equals(condition.getReason())));
            socket.setSoTimeout(300);
            socket.getOutputStream().write(2);
            assertThrows(
                    SocketTimeoutException.class, () -> socket.getInputStream().read());
        }
    }

    @Test
    void aPodWaitsForItsSecretWhichGoesWithIt() throws Exception {
        Pod pod = client.pods()
                .resource(SamplePods.buildkit("keyed", "keyed-keys", cluster.image()))
                .create();
        await("keyed", now -> "ContainerCreating".equals(waiting(now)));
        client.secrets().resource(SamplePods.keys("keyed-keys", pod)).create();
        assertTrue(client.pods().withName("keyed").waitUntilReady(10, TimeUnit.SECONDS) != null);
        client.pods().withName("keyed").delete();
        client.secrets().withName("keyed-keys").waitUntilCondition(now -> now == null, 10, TimeUnit.SECONDS);
    }

    @Test
    void aPodThatNoApiServerWouldTakeIsRefused() {
        refused(422, "metadata.name", new PodBuilder(SamplePods.plain("Not_A_Name")).build());
        refused(
                422,
                "spec.containers: Required value",
                new PodBuilder(SamplePods.plain("empty"))
                        .editSpec()
                        .withContainers()
                        .endSpec()
                        .build());
        refused(
                422,
                "Not found: \"nowhere\"",
                new PodBuilder(SamplePods.plain("mounts"))
                        .editSpec()
                        .editFirstContainer()
                        .addNewVolumeMount()
                        .withName("nowhere")
                        .withMountPath("/x")
                        .endVolumeMount()
                        .endContainer()
                        .endSpec()
                        .build());
        refused(
                422,
                "cpu limit of 1",
                new PodBuilder(SamplePods.plain("greedy"))
                        .editSpec()
                        .editFirstContainer()
                        .withNewResources()
                        .addToRequests("cpu", new Quantity("2"))
                        .addToLimits("cpu", new Quantity("1"))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build());
        refused(
                422,
                "metadata.labels",
                new PodBuilder(SamplePods.plain("labelled"))
                        .editMetadata()
                        .addToLabels("build", "a/b")
                        .endMetadata()
                        .build());
    }

    @Test
    void whatIsForbiddenIsRefusedInRbacsWords() {
        cluster.forbid("create pods");
        KubernetesClientException refusal = refused(403, "cannot create resource \"pods\"", SamplePods.plain("mine"));
        assertEquals("Forbidden", refusal.getStatus().getReason());
        cluster.allow("create pods");
        cluster.quota("pods, requested: pods=1, used: pods=5, limited: pods=5");
        refused(403, "exceeded quota", SamplePods.plain("mine"));
        cluster.quota(null);
        ready("mine");
        refused(409, "already exists", SamplePods.plain("mine"));
        KubernetesClientException missing = assertThrows(
                KubernetesClientException.class,
                () -> client.pods()
                        .inNamespace("nowhere")
                        .resource(SamplePods.plain("x"))
                        .create());
        assertEquals(404, missing.getCode());
    }

    @Test
    void callsAreWrittenDown() {
        create("one");
        client.pods().withName("one").get();
        client.pods().withLabel("app", "x").list();
        client.pods().withName("one").delete();
        assertEquals(
                List.of("create pods", "get pods", "list pods", "delete pods"),
                cluster.calls().stream().map(ApiCall::right).toList());
        assertEquals(
                new ApiCall("get", "pods", "builds", "one"), cluster.calls().get(1));
    }

    @Test
    void anUnreachablePodCanBeReachedByPortForwardOnly() throws Exception {
        cluster.script(PodScript.ready().unreachable());
        Pod pod = ready("far");
        assertThrows(ConnectException.class, () -> new Socket(pod.getStatus().getPodIP(), FakeCluster.PORT).close());
        byte[] sent = new byte[8 << 20];
        new Random(1).nextBytes(sent);
        try (LocalPortForward forward = client.pods()
                        .withName("far")
                        .portForward(FakeCluster.PORT, InetAddress.getLoopbackAddress(), 0);
                Socket socket = new Socket(forward.getLocalAddress(), forward.getLocalPort())) {
            CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> read(socket, sent.length));
            OutputStream out = socket.getOutputStream();
            out.write(sent);
            assertArrayEquals(sent, received.get(30, TimeUnit.SECONDS));
        }
        assertTrue(cluster.calls().stream().anyMatch(call -> call.right().equals("get pods/portforward")));
    }

    @Test
    void whatIsAskedWhileTheApiServerHangsIsAnsweredWhenItIsBack() throws Exception {
        ready("one");
        cluster.hang();
        CompletableFuture<Pod> asked = CompletableFuture.supplyAsync(
                () -> client.pods().withName("one").get());
        CompletableFuture<Pod> other = CompletableFuture.supplyAsync(() -> {
            try (KubernetesClient second = cluster.newClient()) {
                return second.pods().withName("one").get();
            }
        });
        assertThrows(TimeoutException.class, () -> asked.get(300, TimeUnit.MILLISECONDS));
        assertThrows(TimeoutException.class, () -> other.get(300, TimeUnit.MILLISECONDS));
        cluster.comeBack();
        assertEquals("one", asked.get(10, TimeUnit.SECONDS).getMetadata().getName());
        assertEquals("one", other.get(10, TimeUnit.SECONDS).getMetadata().getName());
    }

    @Test
    void anApiServerThatIsAwayEndsWatchesWhichCanBeOpenedAnew() throws Exception {
        ready("one");
        CompletableFuture<Void> ended = new CompletableFuture<>();
        KubernetesClient impatient = cluster.newClient();
        impatient.getConfiguration().setWatchReconnectLimit(0);
        try (Watch watch = impatient.pods().watch(watcher(new LinkedBlockingQueue<>(), ended))) {
            cluster.goAway();
            ended.get(10, TimeUnit.SECONDS);
        }
        assertThrows(
                KubernetesClientException.class,
                () -> client.pods().withName("one").get());
        cluster.comeBack();
        assertEquals("one", client.pods().withName("one").get().getMetadata().getName());
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        try (Watch again = client.pods().watch(watcher(events, new CompletableFuture<>()))) {
            assertEquals("ADDED one", events.poll(10, TimeUnit.SECONDS));
        }
    }

    private static byte[] read(Socket socket, int length) {
        try {
            InputStream in = socket.getInputStream();
            return in.readNBytes(length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void create(String name) {
        client.pods().resource(SamplePods.plain(name)).create();
    }

    private Pod ready(String name) {
        create(name);
        return client.pods().withName(name).waitUntilReady(10, TimeUnit.SECONDS);
    }

    private Pod await(String name, Predicate<Pod> condition) {
        return client.pods().withName(name).waitUntilCondition(condition, 10, TimeUnit.SECONDS);
    }

    private KubernetesClientException refused(int code, String message, Pod pod) {
        KubernetesClientException refusal = assertThrows(
                KubernetesClientException.class,
                () -> client.pods().resource(pod).create());
        assertEquals(code, refusal.getCode());
        assertTrue(refusal.getMessage().contains(message), refusal.getMessage());
        return refusal;
    }

    private static String waiting(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(status -> status.getState().getWaiting())
                .filter(waiting -> waiting != null)
                .map(waiting -> waiting.getReason())
                .findFirst()
                .orElse(null);
    }

    private static ContainerStateTerminated terminated(Pod pod) {
        return pod.getStatus().getContainerStatuses().get(0).getState().getTerminated();
    }

    private static Watcher<Pod> watcher(BlockingQueue<String> events, CompletableFuture<Void> ended) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                events.add(action + " " + pod.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {
                ended.complete(null);
            }
        };
    }
}
