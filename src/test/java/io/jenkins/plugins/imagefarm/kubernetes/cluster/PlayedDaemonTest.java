package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Pods of the played cluster with a real BuildKit in them. */
class PlayedDaemonTest extends DaemonSuite {
    @Override
    Cluster make() {
        return FakeCluster.withDaemons();
    }

    @Test
    void itBuildsAtThePodsAddress() throws Exception {
        assertTrue(build(0, address(ready("builder"))).contains(STEP));
    }

    @Test
    void itsStepsCanBeBroken() throws Exception {
        cluster().played().script(PodScript.brokenSteps("mounting \"proc\" to \"/proc\": operation not permitted"));
        String log = build(1, address(ready("broken")));
        assertTrue(log.contains("operation not permitted"), log);
    }

    @Test
    void nothingIsLeftOfOneThatIsDeleted() throws Exception {
        Pod pod = ready("brief");
        assertTrue(processes(address(pod)) > 0);
        client().pods().resource(pod).delete();
        client().pods().resource(pod).waitUntilCondition(now -> now == null, 20, TimeUnit.SECONDS);
        assertEquals(0, processes(address(pod)));
        assertTrue(cluster().played().plays().isEmpty());
    }

    @Test
    void nothingIsLeftOfOneThatIsStopped() throws Exception {
        Pod pod = ready("lost");
        cluster().played().pod(pod.getMetadata().getName()).loseNode(false);
        assertTrue(processes(address(pod)) > 0);
        client().pods().resource(pod).withGracePeriod(0).delete();
        client().pods().resource(pod).waitUntilCondition(now -> now == null, 20, TimeUnit.SECONDS);
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); processes(address(pod)) > 0; ) {
            assertTrue(System.nanoTime() < end, "a stopped daemon was left");
            Thread.sleep(20);
        }
    }

    private static String address(Pod pod) {
        return "tcp://" + pod.getStatus().getPodIP() + ":" + FakeCluster.PORT;
    }

    /** Of a daemon one at least: a process that it starts has its arguments too until it becomes another program. */
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
