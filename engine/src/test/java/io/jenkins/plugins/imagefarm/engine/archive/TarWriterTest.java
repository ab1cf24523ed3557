package io.jenkins.plugins.imagefarm.engine.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import io.jenkins.plugins.imagefarm.engine.source.FileStat;
import io.jenkins.plugins.imagefarm.engine.source.FileType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GNU tar reads what is written. */
class TarWriterTest {
    private static final long BEFORE_1970 = -1_000_000_000_000L;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final TarWriter tar = new TarWriter(out);

    @TempDir
    private Path folder;

    @Test
    void contentsComeBack() throws Exception {
        byte[] content = new byte[100_001];
        new Random(1).nextBytes(content);
        tar.add(entry("folder", FileType.FOLDER, 0750, 0, ""));
        assertTrue(tar.add(entry("folder/file", FileType.REGULAR, 0640, content.length, ""), stream(content)));
        tar.add(TarEntry.file("empty", 0600, 0), stream(new byte[0]));
        tar.end();
        extract();
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("folder/file")));
        assertEquals(0, Files.size(folder.resolve("empty")));
        assertEquals(
                BEFORE_1970,
                Files.getLastModifiedTime(folder.resolve("folder/file")).toMillis() * 1_000_000);
        assertEquals(0640, (int) Files.getAttribute(folder.resolve("folder/file"), "unix:mode") & 07777);
        assertEquals(0, out.size() % 512);
    }

    @Test
    void longAndOddNamesComeBack() throws Exception {
        String longName = "n".repeat(200) + "/" + "ü".repeat(100);
        String notUtf8 = DiskName.decode(new byte[] {'a', (byte) 0xff, 'b'});
        tar.add(entry("n".repeat(200), FileType.FOLDER, 0755, 0, ""));
        tar.add(entry(longName, FileType.REGULAR, 0644, 2, ""), stream("ok".getBytes(StandardCharsets.US_ASCII)));
        tar.add(entry(notUtf8, FileType.REGULAR, 0644, 0, ""), stream(new byte[0]));
        tar.add(entry("link", FileType.SYMLINK, 0777, longName.length(), longName));
        tar.add(entry("second", FileType.REGULAR, 0644, 2, "").linkedTo(DiskName.encode(longName)));
        tar.end();
        extract();
        assertEquals("ok", Files.readString(DiskName.resolve(folder, longName)));
        assertEquals("ok", Files.readString(folder.resolve("second")));
        assertEquals("ok", Files.readString(folder.resolve("link")));
        assertTrue(Files.exists(DiskName.resolve(folder, notUtf8), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aFileThatGotShorterIsFilledUp() throws Exception {
        assertFalse(tar.add(TarEntry.file("short", 0600, 2000), stream(new byte[] {1, 2, 3})));
        tar.add(TarEntry.file("next", 0600, 1), stream(new byte[] {4}));
        tar.end();
        extract();
        assertEquals(2000, Files.size(folder.resolve("short")));
        assertEquals(1, Files.size(folder.resolve("next")));
    }

    @Test
    void anArchiveThatIsEndedEarlyIsWhole() throws Exception {
        tar.add(TarEntry.file("begun", 0600, 1_000_000));
        assertEquals(1_000_000, tar.missing());
        tar.end();
        extract();
        assertEquals(1_000_000, Files.size(folder.resolve("begun")));
    }

    @Test
    void sizesBeyondOctalDigitsAreWritten() throws Exception {
        tar.add(new TarEntry(
                "huge".getBytes(StandardCharsets.US_ASCII), '0', 0600, 1L << 40, 0, new byte[0], 0, 0, Owner.ROOT));
        assertTrue(list().contains(String.valueOf(1L << 40)), list());
    }

    private static TarEntry entry(String path, FileType type, int permissions, long size, String link) {
        return TarEntry.of(path, new FileStat(type, permissions, size, BEFORE_1970, link, null, 0, 0, Map.of()));
    }

    private static ByteArrayInputStream stream(byte[] content) {
        return new ByteArrayInputStream(content);
    }

    private void extract() throws Exception {
        Process process = tar("--warning=no-timestamp", "-xf", write(), "-C", folder.toString());
        String output = output(process);
        assertEquals(0, process.waitFor(), output);
    }

    /** Also of an archive that lacks a content. */
    private String list() throws Exception {
        return output(tar("-tvf", write()));
    }

    private String write() throws IOException {
        return Files.write(folder.resolveSibling(folder.getFileName() + ".tar"), out.toByteArray())
                .toString();
    }

    private static Process tar(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("tar"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
