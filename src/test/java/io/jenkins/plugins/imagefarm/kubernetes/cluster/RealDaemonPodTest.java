package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.jenkins.plugins.imagefarm.fake.Engines;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pods of the played cluster with a real BuildKit in them. */
@Timeout(120)
class RealDaemonPodTest {
    @TempDir
    Path folder;

    private final FakeCluster cluster = FakeCluster.withDaemons();
    private final KubernetesClient client = cluster.client();

    @AfterEach
    void end() {
        cluster.close();
    }

    @Test
    void aClientWithACertificateBuildsInIt() throws Exception {
        Pod pod = ready("builder");
        String address = "tcp://" + pod.getStatus().getPodIP() + ":" + FakeCluster.PORT;
        assertTrue(buildctl(0, address, "debug", "workers").contains("linux/"));
        assertTrue(build(0, address).contains("it runs"));
        List<String> workers = new ArrayList<>(List.of(
                Engines.value("IMAGE_FARM_BUILDCTL"),
                "--addr",
                address,
                "--tlsservername",
                "localhost",
                "--timeout",
                "5",
                "--tlscacert",
                Engines.value("IMAGE_FARM_CERTS") + "/ca.crt",
                "debug",
                "workers"));
        run(1, workers); // without a certificate
        assertTrue(client.pods().withName("builder").getLog().contains("running server on"));
    }

    @Test
    void itIsReachedByPortForward() throws Exception {
        cluster.script(PodScript.ready().unreachable());
        ready("far");
        try (LocalPortForward forward =
                client.pods().withName("far").portForward(FakeCluster.PORT, InetAddress.getLoopbackAddress(), 0)) {
            assertTrue(build(0, "tcp://127.0.0.1:" + forward.getLocalPort()).contains("it runs"));
        }
    }

    @Test
    void itsStepsCanBeBroken() throws Exception {
        cluster.script(
                PodScript.brokenSteps("error mounting \"proc\" to rootfs at \"/proc\": operation not permitted"));
        Pod pod = ready("broken");
        String log = build(1, "tcp://" + pod.getStatus().getPodIP() + ":" + FakeCluster.PORT);
        assertTrue(log.contains("operation not permitted"), log);
    }

    @Test
    void nothingIsLeftOfOneThatIsDeleted() throws Exception {
        Pod pod = ready("brief");
        assertEquals(1, processes("tcp://" + pod.getStatus().getPodIP() + ":" + FakeCluster.PORT));
        client.pods().withName("brief").delete();
        client.pods().withName("brief").waitUntilCondition(now -> now == null, 20, TimeUnit.SECONDS);
        assertEquals(0, processes("tcp://" + pod.getStatus().getPodIP() + ":" + FakeCluster.PORT));
        assertTrue(cluster.plays().isEmpty());
    }

    @Test
    void nothingIsLeftOfOneThatIsStopped() throws Exception {
        Pod lost = ready("lost");
        cluster.pod("lost").loseNode(false);
        cluster.close();
        assertEquals(0, processes("tcp://" + lost.getStatus().getPodIP() + ":" + FakeCluster.PORT));
    }

    private Pod ready(String name) throws IOException {
        Pod pod = client.pods()
                .resource(SamplePods.buildkit(name, name + "-keys"))
                .create();
        client.secrets().resource(SamplePods.keys(name + "-keys", pod)).create();
        return client.pods().withName(name).waitUntilReady(30, TimeUnit.SECONDS);
    }

    private String build(int code, String address) throws Exception {
        Files.writeString(folder.resolve("Dockerfile"), "FROM " + Engines.baseImage() + "\nRUN echo it $(echo runs)\n");
        return buildctl(
                code,
                address,
                "build",
                "--progress=plain",
                "--frontend=dockerfile.v0",
                "--local",
                "context=" + folder,
                "--local",
                "dockerfile=" + folder);
    }

    private String buildctl(int code, String address, String... arguments) throws Exception {
        String certificates = Engines.value("IMAGE_FARM_CERTS");
        List<String> command = new ArrayList<>(List.of(
                Engines.value("IMAGE_FARM_BUILDCTL"),
                "--addr",
                address,
                "--tlsservername",
                "localhost",
                "--tlscacert",
                certificates + "/ca.crt",
                "--tlscert",
                certificates + "/client.crt",
                "--tlskey",
                certificates + "/client.key"));
        command.addAll(List.of(arguments));
        return run(code, command);
    }

    private static String run(int code, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), output);
        return output;
    }

    /** Those whose command line has the text as an argument, and that are no shell around it. */
    private static long processes(String argument) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process -> isDaemon(process.resolve("cmdline"), argument))
                    .count();
        }
    }

    private static boolean isDaemon(Path file, String argument) {
        try {
            String[] arguments =
                    Files.readString(file, StandardCharsets.ISO_8859_1).split("\0");
            return arguments[0].endsWith("/buildkitd") && List.of(arguments).contains(argument);
        } catch (IOException e) {
            return false; // no process, or one that has ended
        }
    }
}
