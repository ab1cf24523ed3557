package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentState;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.farm.LocalSlots;
import io.jenkins.plugins.imagefarm.engine.farm.RealFarm;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A farm build that is aborted ends at once on all its nodes, whatever it is doing, and leaves nothing behind. */
class FarmAbortTest {
    private static final String AMD64 = "linux/amd64";
    private static final String ARM64 = "linux/arm64";

    private final JvmThreads threads = JvmThreads.now();

    @TempDir
    private Path context;

    private TcpProxy first;
    private TcpProxy second;

    @BeforeEach
    void startProxies() throws Exception {
        first = TcpProxy.overTcp(Engines.buildkitd());
        second = TcpProxy.overTcp(Engines.buildkitdTcp());
    }

    @AfterEach
    void closeProxies() throws Exception {
        first.close();
        second.close();
    }

    private RealFarm farm(String... lines) throws Exception {
        return new RealFarm(context, lines)
                .node("n1", first.builder(), BuilderKeys.none(), AMD64)
                .node("n2", second.builder(), BuilderKeys.none(), ARM64)
                .platforms(List.of(AMD64, ARM64));
    }

    @Test
    void whileItWaitsForASlot(@TempDir Path other) throws Exception {
        LocalSlots slots = new LocalSlots();
        StepProcess step = new StepProcess();
        RealFarm busy = new RealFarm(other, step.instruction()).maxBuilds(1).slots(slots);
        RealFarm waiting = new RealFarm(context).maxBuilds(1).slots(slots);
        for (RealFarm farm : List.of(busy, waiting)) {
            farm.node("n1", first.builder(), BuilderKeys.none()).platforms(List.of(AMD64));
        }
        busy.start();
        step.awaitStart();
        waiting.start();
        waiting.awaitConsole("n1: ");
        waiting.cancellation.cancel();
        assertCancelled(waiting);
        assertTrue(step.isRunning(), "the other build goes on");
        busy.cancellation.cancel();
        assertCancelled(busy);
        step.awaitEnd();
        assertNothingIsLeft();
    }

    @Test
    void whileTheContextIsSent() throws Exception {
        sparse("large", 8L << 30);
        RealFarm farm = farm("COPY large /");
        farm.start();
        Eventually.holds("both get some of it", () -> first.sent() > 4 << 20 && second.sent() > 4 << 20);
        abort(farm);
    }

    @Test
    void whileStepsRunTheirProcessesEnd() throws Exception {
        StepProcess step = new StepProcess();
        RealFarm farm = farm("ARG TARGETARCH", "RUN echo waiting on $TARGETARCH; " + step.command());
        farm.start();
        farm.awaitConsole(" waiting on amd64\n");
        farm.awaitConsole(" waiting on arm64\n");
        abort(farm);
        step.awaitEnd();
    }

    @Test
    void whileTheImageIsPushed() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("POST|PUT|PATCH", "/v2/.*", FakeFault.hang());
            RealFarm farm = farm("RUN echo pushed > /file");
            farm.tags = List.of(registry.host() + "/app:1");
            farm.start();
            Eventually.holds(
                    "both pushes have begun",
                    () -> registry.requests().stream()
                                    .filter(request -> request.method().equals("POST"))
                                    .count()
                            > 1);
            abort(farm);
            assertEquals(Map.of(), registry.store().tags());
        }
    }

    @Test
    void whileTheIndexIsWritten() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("PUT", "/v2/app/manifests/1", FakeFault.hang());
            RealFarm farm = farm();
            farm.tags = List.of(registry.host() + "/app:1");
            farm.start();
            Eventually.holds(
                    "the tag is on its way",
                    () -> registry.requests().stream().anyMatch(request -> request.is("PUT", ".*/manifests/1")));
            farm.cancellation.cancel();
            assertCancelled(farm);
            assertEquals(Map.of(), registry.store().tags());
        }
        assertNothingIsLeft();
    }

    private void abort(RealFarm farm) throws Exception {
        farm.cancellation.cancel();
        assertCancelled(farm);
        assertNothingIsLeft();
    }

    private static void assertCancelled(RealFarm farm) throws Exception {
        BuildResult result = farm.result();
        assertEquals(BuildState.CANCELLED, result.state(), farm::console);
        assertNull(result.digest());
        assertFalse(result.pushed());
        assertTrue(farm.console().endsWith("The build was cancelled.\n"), farm.console());
        long open = farm.events.stream()
                .filter(AssignmentChanged.class::isInstance)
                .map(event -> ((AssignmentChanged) event).state())
                .mapToInt(state -> state == AssignmentState.STARTED ? 1 : -1)
                .sum();
        assertEquals(0, open, "every assignment that started has ended");
    }

    private void assertNothingIsLeft() throws Exception {
        Eventually.holds("no connection is open", () -> first.open() + second.open() == 0);
        threads.awaitNoMore();
    }

    private void sparse(String name, long size) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(context.resolve(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }
}
