package io.jenkins.plugins.imagefarm.engine.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskNameTest {
    private static final List<String> NAMES =
            List.of("plain", "a b", "50%", "%41", "a?b", "ä", "€😀", "\uFFFD", "a\uDCFFb", "\uDCC3", "日本");

    @Test
    void everyRowOfBytesComesBack() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[random.nextInt(8)];
            random.nextBytes(bytes);
            assertArrayEquals(
                    bytes,
                    DiskName.encode(DiskName.decode(bytes)),
                    HexFormat.of().formatHex(bytes));
        }
    }

    @Test
    void textIsItself() {
        for (String name : List.of("a", "é", "日本", "😀", "\uFFFD")) {
            assertEquals(name, DiskName.decode(name.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void theOrderIsThatOfTheBytes() {
        List<String> ordered =
                List.of("", "a", "a b", "a-b", "a.b", "ab", "b", "\uDC80", "é", "\uE000", "\uFFFD", "😀", "\uDCFF");
        assertEquals(
                ordered,
                ordered.stream()
                        .sorted(Comparator.reverseOrder())
                        .sorted(DiskName::compare)
                        .toList());
    }

    @Test
    void targetsOfLinksComeBackAsTheyAre(@TempDir Path folder) throws IOException {
        for (String target : List.of("../x/ä", "/ä/b", "ä/", "plain", "a\uDCFF/../b")) {
            Path link = folder.resolve("link");
            Files.createSymbolicLink(link, DiskName.path(target));
            assertEquals(target.replaceAll("/$", ""), DiskName.of(Files.readSymbolicLink(link)));
            Files.delete(link);
        }
    }

    /** Run in a process of its own, since its result depends on the locale the process was started with. */
    static final class InSomeLocale {
        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            for (String name : NAMES) {
                Path file = Files.writeString(DiskName.resolve(folder, name), "");
                Files.createSymbolicLink(DiskName.resolve(folder, "to-" + name), DiskName.path("../" + name));
                if (!DiskName.of(file.getFileName()).equals(name)
                        || !DiskName.of(Files.readSymbolicLink(DiskName.resolve(folder, "to-" + name)))
                                .equals("../" + name)) {
                    throw new AssertionError(name);
                }
            }
        }
    }

    @Test
    void noByteIsLostInAnyLocale(@TempDir Path folder) throws Exception {
        for (String locale : List.of("C", "C.UTF-8")) {
            Path own = Files.createDirectory(folder.resolve(locale));
            ProcessBuilder java = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    InSomeLocale.class.getName(),
                    own.toString());
            java.environment().put("LC_ALL", locale);
            Process process = java.redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            assertEquals(
                    Stream.concat(NAMES.stream(), NAMES.stream().map("to-"::concat))
                            .sorted()
                            .toList(),
                    list(own),
                    locale);
        }
    }

    private static List<String> list(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            Stream.Builder<String> names = Stream.builder();
            entries.forEach(entry -> names.add(DiskName.of(entry.getFileName())));
            return names.build().sorted().toList();
        }
    }

    @Test
    void aNameOutsideTheContextsEncodingIsStillFound(@TempDir Path folder) throws IOException {
        Files.createDirectory(DiskName.resolve(folder, "wörk"));
        assertTrue(new FolderTree(folder + "/wörk").root().children().isEmpty());
    }
}
