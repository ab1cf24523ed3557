package io.jenkins.plugins.imagefarm.engine.farm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outputs of a farm's build that cannot be made, or not now. */
class FarmOutputsTest {
    private static final String BLOB = ".*/blobs/sha256:.*";

    @TempDir
    private Path context;

    @TempDir
    private Path folder;

    private PlayedFarm farm;

    @BeforeEach
    void makeFarm() throws Exception {
        farm = new PlayedFarm(context);
        farm.node("n1", buildsALayer(), "linux/amd64").platforms(List.of("linux/amd64"));
        farm.outputs =
                List.of(new Output(Output.Type.OCI, folder.resolve("image").toString(), Map.of("tar", "false")));
    }

    @AfterEach
    void close() {
        farm.close();
    }

    @ParameterizedTest
    @CsvSource({"LOCAL", "TAR", "DOCKER"})
    void filesOfSeveralNodesAreRefusedBeforeAnythingIsBuilt(Output.Type type) throws Exception {
        farm.outputs = List.of(new Output(type, folder.resolve("out").toString(), Map.of()));
        assertRefused("A farm cannot make the output type=" + type);
    }

    @Test
    void aLayoutOfAnImageThatIsNotPushedIsRefused() throws Exception {
        farm.push = false;
        assertRefused("A farm makes the output type=oci of an image that it pushes, and this one is not pushed");
    }

    @Test
    void aFolderWithSomethingInItIsLeftAlone() throws Exception {
        Files.createDirectory(folder.resolve("image"));
        Files.writeString(folder.resolve("image").resolve("mine"), "");
        assertRefused(folder.resolve("image") + " is there already and not an empty folder");
    }

    @Test
    void anAttributeThatWouldChangeTheImageIsRefused() throws Exception {
        farm.outputs =
                List.of(new Output(Output.Type.OCI, folder.resolve("image").toString(), Map.of("compression", "zstd")));
        assertRefused("The output type=oci of a farm has no compression: it holds the image as it is pushed");
    }

    @Test
    void aBlobThatIsNotWhatItsDigestSaysIsNotTaken() throws Exception {
        farm.registry.faults().always("GET", BLOB, FakeFault.answer(200, "something else"));
        Problem problem = farm.build().problem();
        assertEquals(Fault.SERVICE, problem.fault());
        assertTrue(problem.cause().contains("gives something else for"), problem.cause());
        assertNothingIsLeft();
    }

    @Test
    void anAbortLeavesNothingOfIt() throws Exception {
        farm.registry.faults().always("GET", BLOB, FakeFault.hang());
        Future<BuildResult> build = farm.start();
        Eventually.holds(
                "the blob is on its way",
                () -> farm.registry.requests().stream().anyMatch(request -> request.is("GET", BLOB)));
        farm.cancellation.cancel();
        assertEquals(BuildState.CANCELLED, build.get().state());
        farm.registry.close();
        Eventually.holds("nothing is left", () -> {
            try (var files = Files.list(folder)) {
                return files.findAny().isEmpty();
            }
        });
    }

    private void assertRefused(String cause) throws Exception {
        Problem problem = farm.build().problem();
        assertEquals(cause, problem.cause());
        assertEquals(Fault.USER, problem.fault());
        assertTrue(farm.asked.isEmpty());
    }

    private void assertNothingIsLeft() throws Exception {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
        assertEquals(Map.of(), farm.registry.store().tags(), "and the image got no name");
    }

    private BuildEngine buildsALayer() {
        return (request, secrets, reporter, cancel) -> {
            Digest layer = farm.registry.store().putBlob("app", "layer".getBytes(StandardCharsets.UTF_8));
            byte[] manifest = ("{\"schemaVersion\":2,\"layers\":[{\"digest\":\"" + layer + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            Digest digest =
                    farm.registry.store().putManifest("app", "sha256:unnamed", PlayedFarm.OCI_MANIFEST, manifest);
            return new Outcome(
                    Map.of(),
                    request.recipe().platforms(),
                    Map.of(request.recipe().platforms().get(0), digest),
                    Map.of());
        };
    }
}
