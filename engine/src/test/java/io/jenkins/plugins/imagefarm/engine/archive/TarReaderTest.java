package io.jenkins.plugins.imagefarm.engine.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What GNU tar writes in any format is read, moved, and read by GNU tar again. */
class TarReaderTest {
    private static final String LONG = "n".repeat(90) + "/" + "\u00fc".repeat(40);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix", "ustar"})
    void filesGetAnotherPlaceAndOwner(String format) throws Exception {
        Path app = Files.createDirectories(folder.resolve("from/app"));
        Files.createDirectory(app.resolve("n".repeat(90)));
        Files.writeString(app.resolve(LONG), "long");
        Files.writeString(app.resolve("run"), "x".repeat(513)).toFile().setExecutable(true);
        Files.createSymbolicLink(app.resolve("link"), Path.of("run"));
        Files.createLink(app.resolve("same"), app.resolve("run"));
        byte[] archive = tar("--format=" + format, "-C", folder + "/from", "-cf", "-", "app");
        ByteArrayOutputStream moved = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(moved);
        new TarMove("app", "opt/new", new Owner(3_000_000_000L, 7)).copy(new ByteArrayInputStream(archive), tar);
        tar.end();
        Path file = Files.write(folder.resolve("moved.tar"), moved.toByteArray());
        String list = new String(tar("--numeric-owner", "-tvf", file.toString()), StandardCharsets.UTF_8);
        list.lines().forEach(line -> assertTrue(line.contains(" 3000000000/7 "), line));
        Path out = Files.createDirectory(folder.resolve("out"));
        tar("--no-same-owner", "-C", out.toString(), "-xf", file.toString());
        assertEquals("long", Files.readString(out.resolve("opt/new").resolve(LONG)));
        assertEquals(513, Files.size(out.resolve("opt/new/same")));
        assertTrue(Files.isExecutable(out.resolve("opt/new/run")));
        assertEquals(Path.of("run"), Files.readSymbolicLink(out.resolve("opt/new/link")));
        assertEquals(
                Files.getAttribute(out.resolve("opt/new/run"), "unix:ino"),
                Files.getAttribute(out.resolve("opt/new/same"), "unix:ino"));
    }

    @Test
    void anArchiveOfAFolderItselfIsMovedAsAWhole() throws Exception {
        Path from = Files.createDirectory(folder.resolve("from"));
        Files.writeString(from.resolve("a"), "1");
        byte[] archive = tar("-C", from.toString(), "-cf", "-", ".");
        ByteArrayOutputStream moved = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(moved);
        new TarMove("", "tmp/artifacts", Owner.ROOT).copy(new ByteArrayInputStream(archive), tar);
        tar.end();
        assertEquals(List.of("tmp/artifacts/", "tmp/artifacts/a"), names(moved.toByteArray()));
    }

    @Test
    void aTextIsNoArchive() {
        byte[] text = "this is no archive\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        IOException refused = assertThrows(IOException.class, () -> names(text));
        assertEquals("it is no tar archive", refused.getMessage());
    }

    @Test
    void noFileGetsOutOfItsFolder() throws Exception {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(archive);
        tar.add(TarEntry.file("../passwd", 0644, 0));
        tar.end();
        TarMove move = new TarMove("", "tmp/artifacts", Owner.ROOT);
        TarWriter nowhere = new TarWriter(new ByteArrayOutputStream());
        assertThrows(IOException.class, () -> move.copy(new ByteArrayInputStream(archive.toByteArray()), nowhere));
    }

    @Test
    void anArchiveThatBreaksOffIsToldFromAWholeOne() throws Exception {
        Files.writeString(folder.resolve("file"), "x".repeat(2000));
        byte[] whole = tar("-C", folder.toString(), "-cf", "-", "file");
        InputStream half = new ByteArrayInputStream(whole, 0, 1000);
        TarMove move = new TarMove("", "to", Owner.ROOT);
        assertThrows(IOException.class, () -> move.copy(half, new TarWriter(new ByteArrayOutputStream())));
    }

    private static List<String> names(byte[] archive) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        List<String> names = new ArrayList<>();
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            names.add(new String(entry.name(), StandardCharsets.UTF_8));
        }
        return names;
    }

    private static byte[] tar(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tar"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] out = process.getInputStream().readAllBytes();
        assertEquals(0, process.waitFor());
        return out;
    }
}
