package io.jenkins.plugins.imagefarm.engine.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A build context that is a tar archive. */
class ArchiveSourceTest {
    @TempDir
    private Path folder;

    @TempDir
    private Path root;

    private Path files;

    @BeforeEach
    void writeContext() throws IOException {
        files = Files.createDirectory(folder.resolve("files"));
        Files.createDirectories(files.resolve("docker/deep"));
        Files.writeString(files.resolve("run-id"), UUID.randomUUID().toString());
        Files.writeString(
                files.resolve("docker/App"), "FROM " + Engines.baseImage() + "\nCOPY run-id /\nRUN cat /run-id\n");
    }

    @ParameterizedTest
    @CsvSource({"-cf, app.tar", "-czf, app.tgz"})
    void isBuiltAsAFolderIs(String how, String name) throws Exception {
        Path archive = tar(how, name);
        CommandLineRun engine = CommandLineRun.of(
                "build", "--builder", Engines.buildkitd().uri(), "-f", "docker/App", archive.toString());
        assertEquals(0, engine.exitCode(), engine.output());
        assertTrue(engine.output().contains(Files.readString(files.resolve("run-id"))), engine.output());
    }

    @Test
    void mayComeFromStandardInput() throws Exception {
        byte[] archive = Files.readAllBytes(tar("-cf", "app.tar"));
        CommandLineRun engine = CommandLineRun.withInput(
                new String(archive, StandardCharsets.US_ASCII),
                "build",
                "--builder",
                Engines.buildkitd().uri(),
                "--file=docker/App",
                "-");
        assertEquals(0, engine.exitCode(), engine.output());
        assertTrue(engine.output().contains(Files.readString(files.resolve("run-id"))), engine.output());
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.tar", "app.tgz"})
    void whatIsNoArchiveIsToldInOneLine(String name) throws Exception {
        Path archive = Files.writeString(folder.resolve(name), "FROM scratch\n");
        CommandLineRun engine = CommandLineRun.of("build", archive.toString());
        assertEquals(1, engine.exitCode(), engine.output());
        assertTrue(
                engine.output().startsWith("ERROR: The context '" + archive + "' cannot be unpacked: "),
                engine.output());
        assertEquals(1, engine.output().lines().count(), engine.output());
    }

    @Test
    void aDockerfileThatIsNotInItIsTold() throws Exception {
        Path archive = tar("-cf", "app.tar");
        CommandLineRun engine = CommandLineRun.of("build", archive.toString());
        assertEquals(
                "ERROR: There is no Dockerfile 'Dockerfile' in '" + archive
                        + "'. Give its path in the archive, or its text.\n",
                engine.output());
    }

    @Test
    void filesAreWhatTheyWere() throws Exception {
        Path program = Files.writeString(files.resolve("program"), "#!/bin/sh\n");
        Files.setAttribute(program, "unix:mode", 0104751);
        Files.setLastModifiedTime(program, FileTime.fromMillis(1_000_000_000_000L));
        Files.createLink(files.resolve("zz-linked"), program);
        Files.createSymbolicLink(files.resolve("outside"), Path.of("/etc/passwd"));
        Files.setLastModifiedTime(files.resolve("docker"), FileTime.fromMillis(1_100_000_000_000L));
        unpack(Files.readAllBytes(tar("-cf", "app.tar")));
        assertEquals(0104751, (int) Files.getAttribute(root.resolve("program"), "unix:mode"));
        assertEquals(
                1_000_000_000_000L,
                Files.getLastModifiedTime(root.resolve("program")).toMillis());
        assertEquals("#!/bin/sh\n", Files.readString(root.resolve("zz-linked")));
        assertEquals(Path.of("/etc/passwd"), Files.readSymbolicLink(root.resolve("outside")));
        assertEquals(
                1_100_000_000_000L,
                Files.getLastModifiedTime(root.resolve("docker")).toMillis());
        assertTrue(Files.isDirectory(root.resolve("docker/deep")));
    }

    @Test
    void nothingIsWrittenOutsideOrThroughALink() throws Exception {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        assertRefused("'../x' leaves it", entry("../x", TarEntry.REGULAR, ""));
        assertRefused("'a/../../x' leaves it", entry("a/../../x", TarEntry.REGULAR, ""));
        assertRefused(
                "'link' is a folder of it, and no folder",
                entry("link", TarEntry.SYMLINK, outside.toString()),
                entry("link/x", TarEntry.REGULAR, ""));
        Files.delete(root.resolve("link"));
        assertRefused("'hard' is a link to what is no file of it", entry("hard", TarEntry.HARD_LINK, "/etc/passwd"));
        assertRefused("'pipe' is a device or a pipe", entry("pipe", TarEntry.FIFO, ""));
        try (var left = Files.list(outside)) {
            assertEquals(List.of(), left.toList());
        }
        unpack(archive(entry("file", TarEntry.SYMLINK, "/etc/passwd"), entry("file", TarEntry.REGULAR, "")));
        assertTrue(Files.isRegularFile(root.resolve("file"), LinkOption.NOFOLLOW_LINKS), "a later entry counts");
    }

    @Test
    void endsWhenItIsCancelled() throws Exception {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        byte[] archive = archive(entry("file", TarEntry.REGULAR, ""));
        assertThrows(
                CancelledException.class,
                () -> new TarFolder(root, cancellation).write(new ByteArrayInputStream(archive)));
    }

    private void unpack(byte[] archive) throws IOException {
        new TarFolder(root, new Cancellation()).write(new ByteArrayInputStream(archive));
    }

    private void assertRefused(String told, TarEntry... entries) throws IOException {
        byte[] archive = archive(entries);
        assertEquals(
                told, assertThrows(IOException.class, () -> unpack(archive)).getMessage());
    }

    private static TarEntry entry(String name, char type, String link) {
        return new TarEntry(bytes(name), type, 0644, 0, 0, bytes(link), 0, 0, Owner.ROOT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] archive(TarEntry... entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(bytes);
        for (TarEntry entry : entries) {
            tar.add(entry);
        }
        tar.end();
        return bytes.toByteArray();
    }

    private Path tar(String how, String name) throws Exception {
        Path archive = folder.resolve(name);
        Process tar = new ProcessBuilder("tar", how, archive.toString(), "-C", files.toString(), ".")
                .inheritIO()
                .start();
        assertEquals(0, tar.waitFor());
        return archive;
    }
}
