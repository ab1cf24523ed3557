package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Computer;
import hudson.remoting.Channel;
import hudson.slaves.DumbSlave;
import hudson.slaves.OfflineCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.FakeCluster;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.PodScript;
import io.jenkins.plugins.imagefarm.kubernetes.cluster.SamplePods;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import jenkins.security.MasterToSlaveCallable;
import jenkins.util.Timer;
import org.csanchez.jenkins.plugins.kubernetes.KubernetesCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A tunnel's end on a real agent: a JVM of its own, which gets the classes by its channel. */
@WithJenkins
@Timeout(180)
class PodTunnelOnAgentTest {
    private static final int LARGE = 64 << 20;

    private final FakeCluster cluster = FakeCluster.withoutDaemons();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private KubernetesClient client;
    private DumbSlave agent;

    @BeforeEach
    void begin(JenkinsRule jenkins) throws Exception {
        KubernetesCloud cloud = cluster.cloud("tunnel");
        client = cloud.connect();
        cluster.script(PodScript.ready().unreachable());
        cluster.client().pods().resource(SamplePods.plain("pod")).create();
        cluster.client().pods().withName("pod").waitUntilReady(20, TimeUnit.SECONDS);
        agent = jenkins.createOnlineSlave();
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
        cluster.close();
    }

    @Test
    void bytesArriveAsTheyWereSentBothWaysAtOnce() throws Exception {
        Channel channel = (Channel) agent.getChannel();
        try (PodTunnel tunnel = open(channel)) {
            Echo echo = new Echo(tunnel.port(), LARGE);
            List<CompletableFuture<Void>> transfers = List.of(
                    CompletableFuture.runAsync(echo::run, threads), CompletableFuture.runAsync(echo::run, threads));
            for (CompletableFuture<Void> transfer : transfers) {
                transfer.get(150, TimeUnit.SECONDS);
            }
            assertEquals(1, channel.call(new CountTunnelThreads()));
        }
        Await.that(() -> channel.call(new CountTunnelThreads()) == 0);
    }

    @Test
    void anAgentThatIsDisconnectedEndsTheTunnelAndItsConnections() throws Exception {
        PodTunnel tunnel = open((Channel) agent.getChannel());
        CompletableFuture<Void> transfer = CompletableFuture.runAsync(new Echo(tunnel.port(), 1 << 30)::run, threads);
        Await.that(
                () -> cluster.calls().stream().anyMatch(call -> call.resource().equals("pods/portforward")));
        Computer computer = agent.toComputer();
        computer.disconnect(new OfflineCause.ByCLI("test")).get();
        assertThrows(Exception.class, () -> transfer.get(30, TimeUnit.SECONDS));
        Await.that(() -> !tunnel.isOpen());
        assertTrue(cluster.client().pods().withName("pod").get() != null);
    }

    private PodTunnel open(Channel channel) throws Exception {
        return PodTunnel.open(channel, client, cluster.namespace(), "pod", FakeCluster.PORT, 3, Timer.get());
    }

    private static final class CountTunnelThreads extends MasterToSlaveCallable<Integer, RuntimeException> {
        private static final long serialVersionUID = 1L;

        @Override
        public Integer call() {
            return (int) Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("Image Farm's tunnel"))
                    .count();
        }
    }
}
