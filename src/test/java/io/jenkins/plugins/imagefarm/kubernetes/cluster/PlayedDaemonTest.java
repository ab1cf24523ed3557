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
        awaitProcesses(1, address(pod));
        client().pods().resource(pod).delete();
        client().pods().resource(pod).waitUntilCondition(now -> now == null, 20, TimeUnit.SECONDS);
        assertEquals(0, processes(address(pod)));
        assertTrue(cluster().played().plays().isEmpty());
    }

    @Test
    void nothingIsLeftOfOneThatIsStopped() throws Exception {
        Pod pod = ready("lost");
        cluster().played().pod(pod.getMetadata().getName()).loseNode(false);
        awaitProcesses(1, address(pod));
        client().pods().resource(pod).withGracePeriod(0).delete();
        client().pods().resource(pod).waitUntilCondition(now -> now == null, 20, TimeUnit.SECONDS);
        awaitProcesses(0, address(pod));
    }

    private static String address(Pod pod) {
        return "tcp://" + pod.getStatus().getPodIP() + ":" + FakeCluster.PORT;
    }

    /** A process that a daemon starts has its arguments too until it becomes another program, and a killed one may take a moment. */
    private static void awaitProcesses(long count, String argument) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        for (long found = processes(argument); found != count; found = processes(argument)) {
            assertTrue(System.nanoTime() < end, found + " daemons, not " + count);
            Thread.sleep(20);
        }
    }

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
