package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import io.jenkins.plugins.imagefarm.engine.source.FileNode;
import io.jenkins.plugins.imagefarm.engine.source.FileStat;
import io.jenkins.plugins.imagefarm.engine.source.FileTree;
import io.jenkins.plugins.imagefarm.engine.source.FolderTree;
import io.jenkins.plugins.imagefarm.engine.source.MemoryTree;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileSyncServiceTest {
    @TempDir
    Path folder;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final TransferCount count = new TransferCount();
    private SessionServer server;

    @BeforeEach
    void serve() throws Exception {
        serve(new FolderTree(folder));
    }

    private void serve(FileTree context) throws Exception {
        stopServer();
        FileSyncService service = new FileSyncService(
                Map.of(
                        "context",
                        context,
                        "dockerfile",
                        new MemoryTree(Map.of("Dockerfile", "FROM scratch\n".getBytes()))),
                executor,
                count);
        server = new SessionServer(service.definition());
    }

    @AfterEach
    void stop() {
        stopServer();
        executor.shutdownNow();
    }

    private void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private ReceivingDaemon daemon() {
        return new ReceivingDaemon(server.channel());
    }

    private Path write(String path, String text) throws Exception {
        Path file = DiskName.resolve(folder, path);
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
    }

    @Test
    void aDockerfileInMemoryIsAFileAsAnyOther() throws Exception {
        ReceivingDaemon.Received received = daemon().header(
                        "followpaths", "Dockerfile", "Dockerfile.dockerignore", ".dockerignore")
                .receive("dockerfile");
        assertEquals(List.of("Dockerfile"), received.paths());
        assertEquals("FROM scratch\n", received.text("Dockerfile"));
    }

    @Test
    void anUnknownTreeIsNotFound() {
        ExecutionException e = assertThrows(ExecutionException.class, () -> daemon().receive("other"));
        assertEquals(
                Status.Code.NOT_FOUND,
                ((StatusRuntimeException) e.getCause()).getStatus().getCode());
    }

    @Test
    void anIgnoredFileIsNotReadAndNotSent() throws Exception {
        write("keep", "1");
        write("logs/a.log", "1");
        write("logs/keep.log", "1");
        Files.createDirectories(folder.resolve("logs/empty"));
        ReceivingDaemon.Received received =
                daemon().header("exclude-patterns", "logs", "!logs/keep.log").receive("context");
        assertEquals(List.of("keep", "logs", "logs/keep.log"), received.paths());
    }

    @Test
    void patternsThatAreNotAsciiComeEncoded() throws Exception {
        write("é/a b", "1");
        write("other", "1");
        ReceivingDaemon.Received received = daemon().header("include-patterns", "%C3%A9%2Fa+b", "not%valid")
                .header("include-patterns-encoded", "1")
                .receive("context");
        assertEquals(List.of("é", "é/a b"), received.paths());
    }

    @Test
    void aLongIgnoreFileFitsIntoTheHeaders() throws Exception {
        write("a", "1");
        String[] patterns = new String[5000];
        Arrays.setAll(patterns, i -> "never/there/" + i);
        ReceivingDaemon.Received received =
                daemon().header("exclude-patterns", patterns).receive("context");
        assertEquals(List.of("a"), received.paths());
    }

    @Test
    void aMalformedPatternIsToldByItsText() throws Exception {
        write("a", "1");
        ReceivingDaemon.Received received =
                daemon().header("exclude-patterns", "a[").receiveUntilFailure("context");
        assertTrue(received.error.contains("'a[' is not a pattern"), received.error);
        assertEquals(Fault.USER, count.problem().orElseThrow().fault());
    }

    @Test
    void modesAndTimesAreSentAndOwnersAreNot() throws Exception {
        Path file = write("run", "#!");
        Files.setAttribute(file, "unix:mode", 04751);
        FileTime time = FileTime.from(-123_000_000_000L, TimeUnit.NANOSECONDS);
        Files.setLastModifiedTime(file, time);
        Files.createDirectory(folder.resolve("sticky"));
        Files.setAttribute(folder.resolve("sticky"), "unix:mode", 03777);

        ReceivingDaemon.Received received = daemon().receive("context");

        assertEquals(0751 | 1 << 23, received.stat("run").getMode());
        assertEquals(-123_000_000_000L, received.stat("run").getModTime());
        assertEquals(2, received.stat("run").getSize());
        assertEquals(0777 | 1 << 31 | 1 << 20 | 1 << 22, received.stat("sticky").getMode());
        assertEquals(0, received.stat("sticky").getSize());
        assertEquals(0, received.stat("run").getUid() + received.stat("run").getGid());
    }

    @Test
    void linksAreSentAsLinksWhereverTheyLead() throws Exception {
        Files.createSymbolicLink(folder.resolve("out"), Path.of("../../etc/passwd"));
        Files.createSymbolicLink(folder.resolve("absolute"), Path.of("/etc"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        ReceivingDaemon.Received received = daemon().receive("context");
        assertEquals(List.of("absolute", "loop", "out"), received.paths());
        assertEquals("../../etc/passwd", received.stat("out").getLinkname().toStringUtf8());
        assertEquals(16, received.stat("out").getSize());
        assertEquals(0777 | 1 << 27, received.stat("out").getMode());
        assertEquals(0, count.bytes());
    }

    @Test
    void anotherNameOfAFileIsALinkToTheFirstOneThatWasSent() throws Exception {
        Files.createDirectories(folder.resolve("b"));
        write("a", "data");
        for (String name : List.of("b/1", "b/2", "c")) {
            Files.createLink(folder.resolve(name), folder.resolve("a"));
        }
        ReceivingDaemon.Received received =
                daemon().header("exclude-patterns", "a").receive("context");
        assertEquals("", received.stat("b/1").getLinkname().toStringUtf8());
        assertEquals("b/1", received.stat("b/2").getLinkname().toStringUtf8());
        assertEquals("b/1", received.stat("c").getLinkname().toStringUtf8());
        assertEquals(4, received.stat("c").getSize());
        assertEquals(Set.of("b/1"), received.asked);
    }

    @Test
    void namesOfAnyBytesAreSentAsTheyAre() throws Exception {
        List<String> names = List.of("a b", "a\nb", "n".repeat(255), "x\uDCFF\uDC80", "€", "é", "\uFFFD", "😀");
        for (String name : names) {
            Files.write(DiskName.resolve(folder, name), DiskName.encode(name));
        }
        ReceivingDaemon.Received received = daemon().receive("context");
        assertEquals(names.stream().sorted(DiskName::compare).toList(), received.paths());
        for (String name : names) {
            assertArrayEquals(DiskName.encode(name), received.contents.get(name));
        }
    }

    @Test
    void pipesAndSocketsAreNotOpened() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start();
        assertEquals(0, mkfifo.waitFor());
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
            ReceivingDaemon.Received received = daemon().receive("context");
            assertEquals(1 << 25, received.stat("pipe").getMode() & ~0777);
            // As with buildx, a socket is an empty file.
            assertEquals(0, received.stat("socket").getMode() & ~0777);
            assertEquals("", received.text("socket"));
        }
    }

    @Test
    void devicesAreSentByTheirNumbers() throws Exception {
        serve(new FolderTree("/dev"));
        ReceivingDaemon.Received received =
                daemon().header("include-patterns", "null").receive("context");
        assertEquals(1 << 26 | 1 << 21 | 0666, received.stat("null").getMode());
        assertEquals(1, received.stat("null").getDevmajor());
        assertEquals(3, received.stat("null").getDevminor());
    }

    @Test
    void attributesOfUsersAreSent() throws Exception {
        Path file = write("a", "");
        assumeTrue(Files.getFileStore(file).supportsFileAttributeView(UserDefinedFileAttributeView.class));
        Files.setAttribute(file, "user:kind", "x".getBytes());
        ReceivingDaemon.Received received = daemon().receive("context");
        assertEquals(
                Map.of("user.kind", ByteString.copyFromUtf8("x")),
                received.stat("a").getXattrsMap());
    }

    @Test
    void ofAFileThatGrowsOnlyWhatWasDescribedIsSent() throws Exception {
        Path file = write("log", "12345");
        ReceivingDaemon.Received received = daemon().beforeRequest(
                        () -> Files.writeString(file, "67890", StandardOpenOption.APPEND))
                .receive("context");
        assertEquals(5, received.stat("log").getSize());
        assertEquals("12345", received.text("log"));
    }

    @Test
    void aFileThatShrinksIsSentAsFarAsItGoes() throws Exception {
        Path file = write("log", "12345");
        ReceivingDaemon.Received received =
                daemon().beforeRequest(() -> Files.writeString(file, "1")).receive("context");
        assertEquals("1", received.text("log"));
    }

    @Test
    void aFileWithoutASizeIsReadToItsEnd() throws Exception {
        serve(new FolderTree("/proc/self"));
        ReceivingDaemon.Received received =
                daemon().header("include-patterns", "cmdline").receive("context");
        assertEquals(0, received.stat("cmdline").getSize());
        assertTrue(received.text("cmdline").contains("java"));
    }

    @Test
    void aFileThatVanishesIsToldByItsName() throws Exception {
        Path file = write("gone", "1");
        ReceivingDaemon.Received received =
                daemon().beforeRequest(() -> Files.delete(file)).receiveUntilFailure("context");
        assertTrue(received.error.contains("gone was removed"), received.error);
    }

    @Test
    void aFileThatBecomesALinkIsNotFollowed() throws Exception {
        Path file = write("a", "1");
        ReceivingDaemon.Received received = daemon().beforeRequest(() -> {
                    Files.delete(file);
                    Files.createSymbolicLink(file, Path.of("/etc/hostname"));
                })
                .receiveUntilFailure("context");
        assertEquals(0, count.bytes());
        assertTrue(received.error.contains("/a cannot be read"), received.error);
    }

    @Test
    void anUnreadableFileIsToldByItsName() throws Exception {
        // Root may read everything, so a file that nobody may read is not one on disk.
        serve(new UnreadableTree(new MemoryTree(Map.of("secret", new byte[1]))));
        ReceivingDaemon.Received received = daemon().receiveUntilFailure("context");
        assertTrue(received.error.contains("secret may not be read"), received.error);
        assertEquals(Fault.USER, count.problem().orElseThrow().fault());
    }

    @Test
    void aMissingContextIsToldByItsName() throws Exception {
        serve(new FolderTree(folder.resolve("missing")));
        ReceivingDaemon.Received received = daemon().receiveUntilFailure("context");
        assertTrue(received.error.contains("missing does not exist"), received.error);
    }

    @Test
    void manyTransfersAtOnceDoNotMix() throws Exception {
        for (int i = 0; i < 300; i++) {
            write("f" + i, ("" + i).repeat(i * 10));
        }
        List<Future<ReceivingDaemon.Received>> transfers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            transfers.add(executor.submit(() -> daemon().receive("context")));
        }
        for (Future<ReceivingDaemon.Received> transfer : transfers) {
            for (int i = 0; i < 300; i++) {
                assertEquals(("" + i).repeat(i * 10), transfer.get().text("f" + i));
            }
        }
    }

    @Test
    void aCancelledTransferEndsItsThreads() throws Exception {
        Files.write(folder.resolve("big"), new byte[64 << 20]);
        daemon().cancelAtFirstData("context");
        executor.shutdown();
        assertTrue(executor.awaitTermination(30, TimeUnit.SECONDS));
        assertTrue(count.bytes() < 64 << 20);
        assertEquals(Optional.empty(), count.problem());
    }

    private record UnreadableTree(FileTree tree) implements FileTree {
        @Override
        public FileNode root() throws IOException {
            return new UnreadableNode(tree.root());
        }
    }

    private record UnreadableNode(FileNode node) implements FileNode {
        @Override
        public String name() {
            return node.name();
        }

        @Override
        public FileStat stat() throws IOException {
            return node.stat();
        }

        @Override
        public List<FileNode> children() throws IOException {
            return node.children().stream().<FileNode>map(UnreadableNode::new).toList();
        }

        @Override
        public FileNode find(String path) {
            return new UnreadableNode(node.find(path));
        }

        @Override
        public InputStream open() throws IOException {
            throw new AccessDeniedException(name());
        }

        @Override
        public String toString() {
            return name();
        }
    }
}
