package io.jenkins.plugins.imagefarm.engine.docker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The daemons are shared with other tests, so only images with a label of this one are removed. */
class DockerCareTest {
    private static final long YEARS = 315_360_000;

    private final String run = UUID.randomUUID().toString();
    private final DockerCare care = new DockerCare();

    @TempDir
    private Path folder;

    /** Both image stores. */
    enum Store {
        CONTAINERD,
        CLASSIC;

        Builder node() {
            Builder daemon = this == CONTAINERD ? Engines.docker() : Engines.docker20();
            return new Builder("n1", daemon.uri(), BuilderType.DOCKER, "");
        }
    }

    @ParameterizedTest
    @EnumSource
    void imagesWithTheLabelsAreRemovedAndNoOthers(Store store) throws Exception {
        build(store, "kept", Map.of("run", run));
        build(store, "removed", Map.of("run", run, "old", "yes"));
        List<String> labels = List.of("run=" + run, "old");

        assertEquals(
                List.of(), prune(store, new Inquiry.Prune(false, 0, labels)).images(), "it has a name");
        assertEquals(
                List.of(), prune(store, new Inquiry.Prune(true, YEARS, labels)).images(), "it is new");
        Pruned pruned = prune(store, new Inquiry.Prune(true, 0, labels));
        assertEquals("n1", pruned.node());
        assertEquals(List.of("image-farm-care/removed:" + run), pruned.images());
        assertNull(pruned.problem());
        assertEquals(
                List.of("image-farm-care/kept:" + run),
                prune(store, new Inquiry.Prune(true, 0, List.of("run=" + run))).images());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNewIsKept(Store store) throws Exception {
        build(store, "kept", Map.of("run", run));
        Pruned pruned = prune(store, new Inquiry.Prune(true, YEARS, List.of()));
        assertNull(pruned.problem());
        // Others' may be removed: an empty image of 20.10 says that it was made in the year 1.
        assertFalse(pruned.images().contains("image-farm-care/kept:" + run));
        assertFalse(prune(store, new Inquiry.Prune(true, 0, List.of("run=" + run)))
                .images()
                .isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void imagesAndCacheTakeSpace(Store store) throws Exception {
        build(store, "counted", Map.of("run", run));
        assertTrue(care.diskUsed(store.node(), BuilderKeys.none(), new Cancellation()) > 1 << 20);
        prune(store, new Inquiry.Prune(true, 0, List.of("run=" + run)));
    }

    @Test
    void aDaemonThatIsNotThereIsAProblem() {
        Builder nobody = new Builder("unix://" + folder.resolve("nobody.sock"));
        assertTrue(assertThrows(
                        ProblemException.class, () -> care.diskUsed(nobody, BuilderKeys.none(), new Cancellation()))
                .problem()
                .cause()
                .contains("nobody.sock"));
    }

    private Pruned prune(Store store, Inquiry.Prune what) {
        return care.prune(store.node(), BuilderKeys.none(), what, new Cancellation());
    }

    private void build(Store store, String name, Map<String, String> labels) throws Exception {
        Files.writeString(folder.resolve("file"), run + name);
        BuildRequest request = new BuildRequest(
                "care",
                folder.toString(),
                new Source(folder.toString(), null, "FROM scratch\nCOPY file /\n"),
                new Recipe(null, null, labels, null, false, false, null),
                new Destination(
                        List.of(ImageReference.valueOf("image-farm-care/" + name + ":" + run)),
                        false,
                        null,
                        null,
                        null),
                store.node(),
                null,
                null,
                0);
        BuildReporter reporter = new BuildReporter(
                OutputStream.nullOutputStream(), event -> {}, ProgressStyle.PLAIN, SecretMask.of(Secrets.none()));
        new BuildKitEngine(new BuilderFinder(Map.of()), host -> Optional.empty())
                .build(request, Secrets.none(), reporter, new Cancellation());
    }
}
