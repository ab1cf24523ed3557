package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.remoting.Channel;
import hudson.remoting.ChannelBuilder;
import hudson.remoting.LocalChannel;
import hudson.remoting.VirtualChannel;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.FakeCluster;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.PodScript;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.SamplePods;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PodTunnelTest {
    private static final int LARGE = 64 << 20;

    private final FakeCluster cluster = FakeCluster.withoutDaemons();
    private final KubernetesClient client = cluster.newClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    private Channel controller;
    private Channel agent;

    @BeforeEach
    void connect() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket one = new Socket(server.getInetAddress(), server.getLocalPort());
            Socket other = server.accept();
            CompletableFuture<Channel> waits = CompletableFuture.supplyAsync(() -> channel("agent", other), threads);
            controller = channel("controller", one);
            agent = waits.get();
        }
        cluster.script(PodScript.ready().unreachable());
    }

    @AfterEach
    void end() throws Exception {
        controller.close();
        agent.close();
        client.close();
        cluster.close();
        timer.shutdownNow();
        threads.shutdownNow();
    }

    @Test
    void bytesArriveAsTheyWereSentBothWaysAtOnce() throws Exception {
        pod("pod");
        try (PodTunnel tunnel = open(controller, "pod")) {
            List<CompletableFuture<Void>> transfers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                transfers.add(CompletableFuture.runAsync(() -> new Echo(tunnel.port(), LARGE).run(), threads));
            }
            for (CompletableFuture<Void> transfer : transfers) {
                transfer.get(100, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void theControllerItselfCanBeTheMachine() throws Exception {
        pod("pod");
        try (PodTunnel tunnel = open(new LocalChannel(threads), "pod")) {
            new Echo(tunnel.port(), 4 << 20).run();
            assertEquals(1, tunnelThreads());
        }
        awaitNoTunnelThread();
    }

    @Test
    void manyConnectionsComeOneAfterTheOtherAndSomeAtATime() throws Exception {
        pod("pod");
        try (PodTunnel tunnel = open(controller, "pod")) {
            for (int i = 0; i < 50; i++) {
                new Echo(tunnel.port(), 10).run();
            }
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Socket socket = socket(tunnel);
                socket.getOutputStream().write(i);
                assertEquals(i, socket.getInputStream().read());
                open.add(socket);
            }
            try (Socket tooMany = socket(tunnel)) {
                assertTrue(isCut(tooMany));
            }
            open.get(0).close();
            awaitEcho(tunnel);
            assertEquals(1, tunnelThreads());
            for (Socket socket : open) {
                socket.close();
            }
        }
        awaitNoTunnelThread();
    }

    @Test
    void whoeverDoesNotReadStopsNobodyElse() throws Exception {
        pod("pod");
        try (PodTunnel tunnel = open(controller, "pod");
                Socket lazy = socket(tunnel)) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(
                    () -> {
                        try {
                            lazy.getOutputStream().write(new byte[LARGE]); // comes back, and is not read
                        } catch (IOException e) {
                            // closed in the end
                        }
                    },
                    threads);
            new Echo(tunnel.port(), 4 << 20).run();
            assertTrue(!writer.isDone());
            assertEquals(42, controller.call(new Answer()));
        }
    }

    @Test
    void closingEndsConnectionsInMidStream() throws Exception {
        pod("pod");
        PodTunnel tunnel = open(controller, "pod");
        int port = tunnel.port();
        CompletableFuture<Void> transfer = CompletableFuture.runAsync(() -> new Echo(port, 1 << 30).run(), threads);
        awaitForwards();
        tunnel.close();
        assertThrows(Exception.class, () -> transfer.get(20, TimeUnit.SECONDS));
        awaitNoTunnelThread();
        assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
        tunnel.close();
    }

    @Test
    void anAgentThatIsGoneEndsTheTunnelAndItsPortForwards() throws Exception {
        pod("pod");
        PodTunnel tunnel = open(controller, "pod");
        int port = tunnel.port();
        CompletableFuture<Void> transfer = CompletableFuture.runAsync(() -> new Echo(port, 1 << 30).run(), threads);
        awaitForwards();
        agent.terminate(new IOException("cut"));
        assertThrows(Exception.class, () -> transfer.get(20, TimeUnit.SECONDS));
        awaitNoTunnelThread();
        controller.join(20_000);
        Await.that(() -> !tunnel.isOpen());
        tunnel.close();
    }

    @Test
    void anApiServerThatGoesAwayEndsConnectionsWithAnError() throws Exception {
        pod("pod");
        try (PodTunnel tunnel = open(controller, "pod")) {
            try (Socket socket = greeted(tunnel)) {
                cluster.goAway();
                assertTrue(isCut(socket));
            }
            try (Socket socket = socket(tunnel)) {
                assertTrue(isCut(socket)); // nobody is there
            }
            cluster.comeBack();
            new Echo(tunnel.port(), 1 << 20).run();
        }
    }

    @Test
    void anApiServerThatHangsEndsConnectionsForWantOfAPong() throws Exception {
        pod("pod");
        Config impatient = new ConfigBuilder(client.getConfiguration())
                .withWebsocketPingInterval(1000L)
                .build();
        try (KubernetesClient pinging =
                        new KubernetesClientBuilder().withConfig(impatient).build();
                PodTunnel tunnel =
                        PodTunnel.open(controller, pinging, cluster.namespace(), "pod", FakeCluster.PORT, 3, timer)) {
            try (Socket socket = greeted(tunnel)) {
                cluster.hang();
                assertTrue(isCut(socket));
            }
            cluster.comeBack();
            awaitEcho(tunnel);
        }
    }

    @Test
    void aPodThatIsGoneEndsConnections() throws Exception {
        pod("pod");
        try (PodTunnel tunnel = open(controller, "pod")) {
            try (Socket socket = greeted(tunnel)) {
                client.pods().withName("pod").delete();
                assertTrue(isCut(socket));
            }
            try (Socket socket = socket(tunnel)) {
                assertTrue(isCut(socket));
            }
        }
    }

    @Test
    void withoutTheRightToForwardConnectionsAreCut() throws Exception {
        pod("pod");
        cluster.forbid("get pods/portforward");
        try (PodTunnel tunnel = open(controller, "pod");
                Socket socket = socket(tunnel)) {
            assertTrue(isCut(socket));
        }
    }

    @Test
    void noTunnelComesOfAMachineThatIsGone() throws Exception {
        pod("pod");
        agent.close();
        controller.join(20_000);
        assertThrows(IOException.class, () -> open(controller, "pod"));
    }

    private static final class Answer implements hudson.remoting.Callable<Integer, RuntimeException> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer call() {
            return 42;
        }

        @Override
        public void checkRoles(org.jenkinsci.remoting.RoleChecker checker) {}
    }

    private Channel channel(String name, Socket socket) {
        try {
            return new ChannelBuilder(name, threads)
                    .withMode(Channel.Mode.BINARY)
                    .build(socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pod(String name) {
        client.pods().resource(SamplePods.plain(name)).create();
        client.pods().withName(name).waitUntilReady(20, TimeUnit.SECONDS);
    }

    private PodTunnel open(VirtualChannel machine, String pod) throws IOException, InterruptedException {
        return PodTunnel.open(machine, client, cluster.namespace(), pod, FakeCluster.PORT, 3, timer);
    }

    private static Socket socket(PodTunnel tunnel) throws IOException {
        return new Socket("127.0.0.1", tunnel.port());
    }

    private static Socket greeted(PodTunnel tunnel) throws IOException {
        Socket socket = socket(tunnel);
        socket.getOutputStream().write(7);
        assertEquals(7, socket.getInputStream().read());
        return socket;
    }

    private static boolean isCut(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void awaitEcho(PodTunnel tunnel) throws Exception {
        Await.that(() -> {
            try (Socket socket = socket(tunnel)) {
                socket.setSoTimeout(5000);
                socket.getOutputStream().write(9);
                return socket.getInputStream().read() == 9;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private void awaitForwards() throws Exception {
        Await.that(
                () -> cluster.calls().stream().anyMatch(call -> call.resource().equals("pods/portforward")));
    }

    private static void awaitNoTunnelThread() throws Exception {
        Await.that(() -> tunnelThreads() == 0);
    }

    private static long tunnelThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("Image Farm's tunnel"))
                .count();
    }
}
