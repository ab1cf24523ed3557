package io.jenkins.plugins.imagefarm.engine.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The nodes are shared with other tests, so only images with a label of this one are removed. */
class PodmanCareTest {
    private static final long YEARS = 315_360_000;

    private final String run = UUID.randomUUID().toString();
    private final PodmanCare care = new PodmanCare();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void imagesWithTheLabelsAreRemovedAndNoOthers(Podman podman) throws Exception {
        build(podman, "kept", Map.of("run", run));
        build(podman, "removed", Map.of("run", run, "old", "yes"));
        List<String> labels = List.of("run=" + run, "old");

        assertEquals(
                List.of(), prune(podman, new Inquiry.Prune(false, 0, labels)).images(), "it has a name");
        assertEquals(
                List.of(), prune(podman, new Inquiry.Prune(true, YEARS, labels)).images(), "it is new");
        Pruned pruned = prune(podman, new Inquiry.Prune(true, 0, labels));
        assertNull(pruned.problem());
        assertTrue(pruned.images().contains(name("removed")), pruned.images().toString());
        assertFalse(pruned.images().contains(name("kept")), pruned.images().toString());
        assertTrue(pruned.reclaimed() > 0);
        pruned = prune(podman, new Inquiry.Prune(true, 0, List.of("run=" + run)));
        assertTrue(pruned.images().contains(name("kept")), pruned.images().toString());
    }

    @ParameterizedTest
    @EnumSource
    void imagesAndCacheTakeSpace(Podman podman) throws Exception {
        build(podman, "counted", Map.of("run", run));
        assertTrue(care.diskUsed(podman.builder(), BuilderKeys.none(), new Cancellation()) > 1 << 20);
        prune(podman, new Inquiry.Prune(true, 0, List.of("run=" + run)));
    }

    @Test
    void aNodeThatIsNotThereIsAProblem() {
        Builder nobody = new Builder("unix://" + folder.resolve("nobody.sock"));
        assertTrue(assertThrows(
                        ProblemException.class, () -> care.diskUsed(nobody, BuilderKeys.none(), new Cancellation()))
                .problem()
                .cause()
                .contains("nobody.sock"));
    }

    private Pruned prune(Podman podman, Inquiry.Prune what) {
        return care.prune(podman.builder(), BuilderKeys.none(), what, new Cancellation());
    }

    private String name(String image) {
        return "docker.io/image-farm-care/" + image + ":" + run;
    }

    private void build(Podman podman, String name, Map<String, String> labels) throws Exception {
        PodmanRun build = new PodmanRun(folder, podman);
        build.dockerfileText = "FROM scratch\nCOPY . /\nENV RUN=" + run + name + "\n";
        build.file("file", (run + name).repeat(1 << 16)); // some megabytes, whatever else the node holds
        build.labels = labels;
        build.tags = List.of("image-farm-care/" + name + ":" + run);
        build.success();
    }
}
