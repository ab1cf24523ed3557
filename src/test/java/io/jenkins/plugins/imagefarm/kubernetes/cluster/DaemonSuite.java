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
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pods with BuildKit in them; what holds on any cluster is shown here, and so that the played one is like a real one. */
@Timeout(300)
abstract class DaemonSuite {
    static final String STEP = "it runs";

    @TempDir
    Path folder;

    private final String suffix = UUID.randomUUID().toString().substring(0, 8);
    private final List<String> created = new ArrayList<>();
    private Cluster cluster;

    /** A cluster of its own for each test. */
    abstract Cluster make();

    @BeforeEach
    void begin() {
        cluster = make();
    }

    @AfterEach
    void end() {
        created.forEach(name ->
                client().pods().inNamespace(cluster.namespace()).withName(name).delete());
        cluster.close();
    }

    @Test
    void aDaemonIsReachedByPortForwardWithACertificateOnly() throws Exception {
        Pod pod = ready("far");
        try (LocalPortForward forward =
                client().pods().resource(pod).portForward(FakeCluster.PORT, InetAddress.getLoopbackAddress(), 0)) {
            String address = "tcp://127.0.0.1:" + forward.getLocalPort();
            assertTrue(buildctl(0, address, "debug", "workers").contains("linux/"));
            List<String> anonymous = new ArrayList<>(buildctl(address).subList(0, 7));
            anonymous.addAll(List.of("--timeout", "10", "debug", "workers"));
            run(1, anonymous);
        }
    }

    @Test
    void aDaemonTellsWhatItDoes() throws Exception {
        Pod pod = ready("talks");
        String log = "";
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60); !log.contains("running server on"); ) {
            assertTrue(System.nanoTime() < end, log);
            Thread.sleep(50);
            log = client().pods().resource(pod).getLog();
        }
    }

    @Test
    void keysGoWithTheirPod() throws Exception {
        Pod pod = ready("brief");
        client().pods().resource(pod).delete();
        client().secrets()
                .inNamespace(cluster.namespace())
                .withName(keys(pod))
                .waitUntilCondition(secret -> secret == null, 120, TimeUnit.SECONDS);
    }

    final Cluster cluster() {
        return cluster;
    }

    final KubernetesClient client() {
        return cluster.client();
    }

    /** A pod with a daemon that answers. */
    final Pod ready(String name) throws IOException {
        String unique = name + "-" + suffix;
        created.add(unique);
        Pod pod = client().pods()
                .inNamespace(cluster.namespace())
                .resource(SamplePods.buildkit(unique, unique + "-keys", cluster.image()))
                .create();
        client().secrets()
                .inNamespace(cluster.namespace())
                .resource(SamplePods.keys(keys(pod), pod))
                .create();
        return client().pods().resource(pod).waitUntilReady(120, TimeUnit.SECONDS);
    }

    private static String keys(Pod pod) {
        return pod.getMetadata().getName() + "-keys";
    }

    /** Builds an image with one step that prints {@link #STEP}. */
    final String build(int code, String address) throws Exception {
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

    /** @param code how it is to end */
    final String buildctl(int code, String address, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(buildctl(address));
        command.addAll(List.of(arguments));
        return run(code, command);
    }

    private static List<String> buildctl(String address) {
        String certificates = Engines.value("IMAGE_FARM_CERTS");
        return List.of(
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
                certificates + "/client.key");
    }

    private static String run(int code, List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(code, process.waitFor(), output);
        return output;
    }
}
