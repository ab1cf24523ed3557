package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileSendServiceTest {
    @TempDir
    Path temp;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final TransferCount count = new TransferCount();
    private Path file;
    private Path folder;
    private FileSendService service;
    private SessionServer server;

    @BeforeEach
    void serve() throws Exception {
        file = temp.resolve("out/image.tar");
        folder = temp.resolve("tree");
        service = new FileSendService(
                Map.of(0, ExportTarget.file(file), 1, ExportTarget.folder(folder)), executor, count);
        server = new SessionServer(service.definition());
    }

    @AfterEach
    void stop() {
        server.close();
        service.close();
        executor.shutdownNow();
    }

    private SendingDaemon daemon() {
        return new SendingDaemon(server.channel());
    }

    private SendingDaemon treeDaemon() {
        return daemon().exporter(1);
    }

    private static List<String> list(Path path) throws IOException {
        try (Stream<Path> entries = Files.walk(path)) {
            return entries.filter(entry -> !entry.equals(path))
                    .map(entry -> DiskName.of(path.relativize(entry)))
                    .sorted()
                    .toList();
        }
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    }

    private static long modified(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).to(TimeUnit.NANOSECONDS);
    }

    @Test
    void aFileAppearsWhenItIsCommittedAndNotBefore() throws Exception {
        SendingDaemon.OpenFile sending = daemon().file();
        sending.send("one, ").send("two").end();
        assertFalse(Files.exists(file));

        service.commit();

        assertEquals("one, two", Files.readString(file));
        assertEquals(List.of("image.tar"), list(file.getParent()));
        assertEquals(8, count.bytes());
    }

    /** The daemon's answer to Solve may overtake it. */
    @Test
    void aResultThatIsStillUnderWayIsWaitedFor() throws Exception {
        SendingDaemon.OpenFile sending = daemon().file();
        sending.send("late");
        awaitData();
        FutureTask<Void> commit = new FutureTask<>(() -> {
            service.commit();
            return null;
        });
        Thread committing = new Thread(commit);
        committing.start();
        while (committing.isAlive() && committing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        sending.end();

        commit.get();

        assertEquals("late", Files.readString(file));
    }

    @Test
    void aResultThatBreaksOffIsNotTakenForWhole() {
        SendingDaemon.OpenFile sending = daemon().file();
        sending.send("half");
        awaitData();
        sending.cancel();

        assertThrows(ProblemException.class, service::commit);

        assertFalse(Files.exists(file));
    }

    private void awaitData() {
        while (count.bytes() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void nothingIsLeftOfAFileThatIsNotCommitted() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "old");
        daemon().file().send("new").end();

        service.close();

        assertEquals("old", Files.readString(file));
        assertEquals(List.of("image.tar"), list(file.getParent()));
    }

    @Test
    void nothingIsLeftOfAFileThatIsCancelledInTheMiddle() throws Exception {
        SendingDaemon.OpenFile sending = daemon().file();
        sending.send("half");
        while (count.bytes() == 0) {
            Thread.onSpinWait();
        }
        sending.cancel();
        server.close();

        service.close();
        service.commit();

        assertEquals(List.of(), list(file.getParent()));
    }

    @Test
    void aLinkToTheFileStaysALink() throws Exception {
        Files.createDirectories(file.getParent());
        Path real = Files.writeString(temp.resolve("real"), "old");
        Files.createSymbolicLink(file, real);
        daemon().file().send("new").end();
        service.commit();
        assertTrue(Files.isSymbolicLink(file));
        assertEquals("new", Files.readString(real));
    }

    @Test
    void whatIsNoFileIsNotOverwritten() throws Exception {
        Files.createDirectories(file);
        ExecutionException e = assertThrows(
                ExecutionException.class, () -> daemon().file().send("x").end());
        assertTrue(e.getMessage().contains("image.tar is there already and no file"), e.getMessage());
        assertEquals(List.of(), list(file));
    }

    @Test
    void anUnknownExporterIsNotFound() {
        ExecutionException e = assertThrows(
                ExecutionException.class, () -> daemon().exporter(7).file().end());
        assertEquals(
                Status.Code.NOT_FOUND,
                ((StatusRuntimeException) e.getCause()).getStatus().getCode());
    }

    @Test
    void aTreeArrivesWithModesTimesAndLinks() throws Exception {
        treeDaemon()
                .folder("a", 0555)
                .file("a/run", 0755 | 1 << 23, "#!")
                .hardLink("a/same", "a/run")
                .file("empty", 0600, "")
                .symlink("link", "../outside/é")
                .file("näme\uDCFF", 0400, "x".repeat(100_000))
                .folder("sticky", 0777 | 1 << 20)
                .send();
        service.commit();

        assertEquals(
                Stream.of("a", "a/run", "a/same", "empty", "link", "näme\uDCFF", "sticky")
                        .sorted()
                        .toList(),
                list(folder));
        assertEquals(0555, mode(folder.resolve("a")));
        assertEquals(04755, mode(folder.resolve("a/run")));
        assertEquals(01777, mode(folder.resolve("sticky")));
        assertEquals(
                Files.getAttribute(folder.resolve("a/run"), "unix:ino"),
                Files.getAttribute(folder.resolve("a/same"), "unix:ino"));
        assertEquals("../outside/é", DiskName.of(Files.readSymbolicLink(folder.resolve("link"))));
        assertEquals(100_000, Files.size(DiskName.resolve(folder, "näme\uDCFF")));
        for (String path : list(folder)) {
            // The JDK sets the time of a link to the microsecond only.
            long precision = path.equals("link") ? 1000 : 1;
            assertEquals(
                    SendingDaemon.modified() / precision, modified(DiskName.resolve(folder, path)) / precision, path);
        }
    }

    /** A busy machine reads the last packet too late. */
    @Test
    void aTreeIsWholeThoughItsStreamIsResetAtTheEnd() throws Exception {
        treeDaemon().folder("a", 0755).file("a/x", 0644, "x").sendAndReset();
        service.commit();

        assertEquals("x", Files.readString(folder.resolve("a/x")));
        assertEquals(List.of("a", "a/x"), list(folder));
    }

    @Test
    void aTreeIsMergedIntoWhatIsThere() throws Exception {
        Files.createDirectories(folder.resolve("both/kept"));
        Files.createDirectories(folder.resolve("was-folder/full"));
        Files.writeString(folder.resolve("both/old"), "old");
        Files.writeString(folder.resolve("was-file"), "old");
        treeDaemon()
                .folder("both", 0755)
                .file("both/old", 0644, "new")
                .folder("was-file", 0755)
                .file("was-file/x", 0644, "x")
                .file("was-folder", 0644, "file")
                .send();
        assertEquals("old", Files.readString(folder.resolve("both/old")));

        service.commit();

        assertEquals(List.of("both", "both/kept", "both/old", "was-file", "was-file/x", "was-folder"), list(folder));
        assertEquals("new", Files.readString(folder.resolve("both/old")));
    }

    @Test
    void aLinkInTheDestinationLeadsNothingElsewhere() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.createDirectories(folder);
        Files.createSymbolicLink(folder.resolve("sub"), outside);
        treeDaemon().folder("sub", 0755).file("sub/x", 0644, "x").send();
        service.commit();
        assertEquals(List.of(), list(outside));
        assertEquals("x", Files.readString(folder.resolve("sub/x")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "..", "/x", "a/../x", "a//x", "a/./x", ".", "", "link/x", "other/x", "a/nul\0"})
    void aPathThatLeavesTheTreeIsRefused(String path) throws Exception {
        SendingDaemon daemon =
                treeDaemon().folder("a", 0755).symlink("link", "..").file(path, 0644, "x");
        ExecutionException e = assertThrows(ExecutionException.class, daemon::send);
        assertTrue(e.getMessage().contains("which is not in a folder it sent before"), e.getMessage());
        assertThrows(ProblemException.class, service::commit);
        assertFalse(Files.exists(folder));
        assertEquals(List.of(), list(temp));
    }

    @Test
    void entriesOutOfOrderAreRefused() {
        SendingDaemon daemon = treeDaemon().file("b", 0644, "").file("a", 0644, "");
        assertThrows(ExecutionException.class, daemon::send);
    }

    @Test
    void aHardLinkToWhatWasNotSentIsRefused() {
        SendingDaemon daemon = treeDaemon().symlink("a", "/etc/passwd").hardLink("b", "a");
        assertThrows(ExecutionException.class, daemon::send);
    }

    @Test
    void aDeviceIsRefusedByName() {
        SendingDaemon daemon =
                treeDaemon().folder("dev", 0755).entry("dev/null", SendingDaemon.DEVICE | 0666, "", null);
        ExecutionException e = assertThrows(ExecutionException.class, daemon::send);
        assertTrue(e.getMessage().contains("device 'dev/null'"), e.getMessage());
        assertEquals(Fault.USER, count.problem().orElseThrow().fault());
    }

    @Test
    void aFolderComesInOneCallForEachPlatform() throws Exception {
        treeDaemon()
                .folder("linux_amd64", 0755)
                .file("linux_amd64/x", 0644, "a")
                .send();
        treeDaemon()
                .folder("linux_arm64", 0755)
                .file("linux_arm64/x", 0644, "b")
                .send();
        service.commit();
        assertEquals(List.of("linux_amd64", "linux_amd64/x", "linux_arm64", "linux_arm64/x"), list(folder));
    }
}
