package io.jenkins.plugins.imagefarm.engine.buildkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.fault.PrivateBuildkitd;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildKitCareTest {
    private static final int SIZE = 3 << 20;

    private final BuilderFinder finder = new BuilderFinder(Map.of());
    private final BuildKitCare care = new BuildKitCare(finder);

    @TempDir
    private Path folder;

    @Test
    void whatABuildLeavesIsCountedAndRemoved() throws Exception {
        try (PrivateBuildkitd daemon = PrivateBuildkitd.start()) {
            Builder node = new Builder("n1", daemon.builder().uri(), BuilderType.BUILDKIT, "");
            long before = diskUsed(node);
            build(node);
            assertTrue(diskUsed(node) >= before + SIZE);

            Pruned nothing = prune(node, new Inquiry.Prune(true, 3600, List.of()));
            assertEquals(new Pruned("n1", List.of(), 0, null), nothing, "it was used within the hour");
            assertEquals(
                    0, prune(node, new Inquiry.Prune(true, 0, List.of("a"))).reclaimed(), "nothing has labels");

            Pruned pruned = prune(node, new Inquiry.Prune(true, 0, List.of()));
            assertTrue(pruned.reclaimed() >= SIZE, () -> "reclaimed " + pruned.reclaimed());
            assertNull(pruned.problem());
            assertEquals(0, diskUsed(node));
        }
    }

    @Test
    void whoHasNoTimeCancels() throws Exception {
        try (PrivateBuildkitd daemon = PrivateBuildkitd.start()) {
            Cancellation cancelled = new Cancellation();
            cancelled.cancel();
            assertThrows(
                    CancelledException.class, () -> care.diskUsed(daemon.builder(), BuilderKeys.none(), cancelled));
        }
    }

    private long diskUsed(Builder node) {
        return care.diskUsed(node, BuilderKeys.none(), new Cancellation());
    }

    private Pruned prune(Builder node, Inquiry.Prune what) {
        return care.prune(node, BuilderKeys.none(), what, new Cancellation());
    }

    private void build(Builder node) throws Exception {
        Files.write(folder.resolve("file"), new byte[SIZE]);
        BuildRequest request = new BuildRequest(
                "care",
                folder.toString(),
                new Source(folder.toString(), null, "FROM scratch\nCOPY file /\n"),
                new Recipe(null, null, null, null, false, false, null),
                new Destination(null, false, null, null, null),
                node,
                null,
                null,
                0);
        BuildReporter reporter = new BuildReporter(
                OutputStream.nullOutputStream(), event -> {}, ProgressStyle.PLAIN, SecretMask.of(Secrets.none()));
        new BuildKitEngine(finder, host -> Optional.empty())
                .build(request, Secrets.none(), reporter, new Cancellation());
    }
}
