package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.source.FolderTree;
import io.jenkins.plugins.imagefarm.engine.source.MemoryTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSyncServiceTest {
    @TempDir
    Path folder;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final TransferCount count = new TransferCount();
    private SessionServer server;

    @BeforeEach
    void serve() throws Exception {
        FileSyncService service = new FileSyncService(
                Map.of(
                        "context", new FolderTree(folder),
                        "dockerfile", new MemoryTree(Map.of("Dockerfile", "FROM scratch\n".getBytes()))),
                executor,
                count);
        server = new SessionServer(service.definition());
    }

    @AfterEach
    void stop() {
        server.close();
        executor.shutdownNow();
    }

    private ReceivingDaemon daemon() {
        return new ReceivingDaemon(server.channel());
    }

    private Path write(String path, String text) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void everyFileArrivesWhole() throws Exception {
        write("a", "one");
        write("empty", "");
        write("sub/deep/b", "x".repeat(300_000));
        Files.createDirectory(folder.resolve("hollow"));

        ReceivingDaemon.Received received = daemon().receive("context");

        assertEquals(List.of("a", "empty", "hollow", "sub", "sub/deep", "sub/deep/b"), received.paths());
        assertEquals("one", received.text("a"));
        assertEquals("", received.text("empty"));
        assertEquals("x".repeat(300_000), received.text("sub/deep/b"));
        assertEquals(300_003, count.bytes());
        assertEquals(3, count.files());
        assertEquals(6, count.entries());
    }

    @Test
    void onlyATouchedFilesDataTravelsAgain() throws Exception {
        for (int i = 0; i < 500; i++) {
            write("d" + i % 7 + "/f" + i, "content " + i);
        }
        ReceivingDaemon.Received first = daemon().receive("context");
        long before = count.bytes();
        write("d3/f10", "changed!");

        ReceivingDaemon.Received second = daemon().holding(first).receive("context");

        assertEquals(Set.of("d3/f10"), second.asked);
        assertEquals("changed!".length(), count.bytes() - before);
        assertEquals(501, count.files());
    }

    @Test
    void aDockerfileInMemoryIsAFileAsAnyOther() throws Exception {
        ReceivingDaemon.Received received = daemon()
                .header("followpaths", "Dockerfile", "Dockerfile.dockerignore", ".dockerignore")
                .receive("dockerfile");
        assertEquals(List.of("Dockerfile"), received.paths());
        assertEquals("FROM scratch\n", received.text("Dockerfile"));
    }

    @Test
    void anUnknownTreeIsNotFound() {
        ExecutionException e = assertThrows(ExecutionException.class, () -> daemon().receive("other"));
        assertEquals(Status.Code.NOT_FOUND, ((StatusRuntimeException) e.getCause()).getStatus().getCode());
    }
}
