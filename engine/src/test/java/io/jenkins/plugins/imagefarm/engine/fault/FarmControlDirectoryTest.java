package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Assignment;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.AssignmentChanged;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodeAnswered;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodesWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.ControlFiles;
import io.jenkins.plugins.imagefarm.engine.api.Placement;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.farm.RealFarm;
import io.jenkins.plugins.imagefarm.engine.wire.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A farm's build whose slots Jenkins keeps: it reads the events and appends its answers. */
class FarmControlDirectoryTest {
    private static final Platform AMD64 = Platform.valueOf("linux/amd64");
    private static final Platform ARM64 = Platform.valueOf("linux/arm64");

    @TempDir
    private Path context;

    @TempDir
    private Path folder;

    @TempDir
    private Path elsewhere;

    private ControlFolder control;
    private RealFarm farm;

    @BeforeEach
    void writeRequest() throws Exception {
        farm = new RealFarm(context)
                .node("tls", Engines.buildkitdTls(), Engines.buildkitdKeys())
                .node("unix", Engines.buildkitd(), BuilderKeys.none())
                .platforms(List.of("linux/amd64", "linux/arm64"));
        control = new ControlFolder(folder).with(farm.request(), farm.secrets());
    }

    @Test
    void itBuildsWhatIsGrantedWhenItIsGranted() throws Exception {
        try (EngineProcess engine = control.start(elsewhere)) {
            awaitWish();
            assertEquals(
                    2,
                    control.events().stream()
                            .filter(NodeAnswered.class::isInstance)
                            .count());
            String first = Wire.write(granted(1, "tls", AMD64, List.of(ARM64))) + "\n";
            append(first.substring(0, 20)); // Jenkins dies,
            append(first.substring(20)); // and goes on after its restart.
            Eventually.holds(
                    "the first one is built",
                    () -> control.events().stream()
                                    .filter(AssignmentChanged.class::isInstance)
                                    .count()
                            == 2);
            assertFalse(Files.exists(control.file(ControlFiles.RESULT)), "the other one still waits");
            append(Wire.write(granted(2, "unix", ARM64, List.of())) + "\n");
            assertEquals(0, engine.exitCode(), engine.output());
            BuildResult result = control.result();
            assertEquals(BuildState.SUCCESS, result.state());
            assertEquals(List.of(AMD64, ARM64), result.platforms());
            assertTrue(control.console().contains("[linux/arm64@unix] "), control.console());
        }
    }

    @Test
    void itCanBeCancelledWhileItWaits() throws Exception {
        try (EngineProcess engine = control.start(elsewhere)) {
            awaitWish();
            control.cancel();
            assertEquals(130, engine.exitCode());
            assertEquals(BuildState.CANCELLED, control.result().state());
        }
    }

    private void awaitWish() throws Exception {
        Eventually.holds("there are events", () -> Files.exists(control.file(ControlFiles.EVENTS)));
        Eventually.holds("it wants nodes", () -> control.events().stream().anyMatch(NodesWanted.class::isInstance));
    }

    private static Placement granted(int id, String node, Platform platform, List<Platform> pending) {
        return new Placement.Granted(
                1, id, new Assignment(node, List.of(new Assignment.Share(platform, false))), pending);
    }

    private void append(String text) throws Exception {
        Files.writeString(
                control.file(ControlFiles.ANSWERS), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
