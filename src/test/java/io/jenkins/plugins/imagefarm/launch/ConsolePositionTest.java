package io.jenkins.plugins.imagefarm.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsolePositionTest {
    @TempDir
    private Path folder;

    @Test
    void isAfterTheLinesThatAreKnown() throws Exception {
        assertEquals(0, position("grün\nrot\n", 0, ""));
        assertEquals("grün\n".getBytes(UTF_8).length, position("grün\nrot\n", 1, ""));
        assertEquals(8, position("one\ntwo\n", 2, ""));
    }

    @Test
    void isWithinALineThatIsKnownInPart() throws Exception {
        assertEquals(6, position("one\ntwo\n", 1, "tw"));
    }

    @Test
    void isBeforeALineWhoseStartWasMasked() throws Exception {
        assertEquals(4, position("one\npassword\n", 1, "****"));
    }

    @Test
    void isTheEndIfMoreIsKnownThanThereIs() throws Exception {
        assertEquals(4, position("one\n", 7, ""));
        assertEquals(
                0,
                new ConsolePosition(3, new byte[0])
                        .invoke(folder.resolve("none").toFile(), null));
    }

    private long position(String console, long lines, String unfinished) throws Exception {
        Path file = folder.resolve("console.log");
        Files.writeString(file, console);
        return new ConsolePosition(lines, unfinished.getBytes(UTF_8)).invoke(file.toFile(), null);
    }
}
