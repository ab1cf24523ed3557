package io.jenkins.plugins.imagefarm.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTailTest {
    @TempDir
    private Path folder;

    private Path console;

    @BeforeEach
    void file() {
        console = folder.resolve("console.log");
    }

    @Test
    void aFileThatIsNotThereYetIsEmpty() throws Exception {
        assertEquals("", text(ConsoleTail.read(console, 0, false)));
    }

    @Test
    void endsWithALineWhileThereMayBeMore() throws Exception {
        Files.writeString(console, "one\ntwo\nthr");
        assertEquals("one\ntwo\n", text(ConsoleTail.read(console, 0, false)));
        assertEquals("two\n", text(ConsoleTail.read(console, 4, false)));
        assertEquals("", text(ConsoleTail.read(console, 8, false)));
        assertEquals("thr", text(ConsoleTail.read(console, 8, true)));
    }

    @Test
    void aLineThatRestsIsShownAsFarAsItGoes() throws Exception {
        Files.writeString(console, "one\n50 %");
        rest();
        assertEquals("one\n50 %", text(ConsoleTail.read(console, 0, false)));
    }

    @Test
    void noCharacterIsCut() throws Exception {
        for (String character : new String[] {"ü", "€", "😀"}) {
            byte[] whole = ("a" + character).getBytes(UTF_8);
            for (int cut = 2; cut < whole.length; cut++) {
                Files.write(console, Arrays.copyOf(whole, cut));
                rest();
                assertEquals("a", text(ConsoleTail.read(console, 0, false)), character + " cut at " + cut);
            }
            Files.write(console, whole);
            rest();
            assertEquals("a" + character, text(ConsoleTail.read(console, 0, false)));
        }
    }

    @Test
    void bytesThatAreNoUtf8AreNotHeldBack() throws Exception {
        byte[] odd = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80};
        Files.write(console, odd);
        rest();
        assertArrayEquals(odd, ConsoleTail.read(console, 0, false).bytes());
    }

    @Test
    void muchTextComesInPiecesThatMakeTheWhole() throws Exception {
        String line = "😀".repeat(1000) + "\n";
        byte[] whole = (line.repeat(200) + "x".repeat(2 * ConsoleTail.PIECE)).getBytes(UTF_8);
        Files.write(console, whole);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        ConsoleTail tail;
        do {
            tail = ConsoleTail.read(console, read.size(), true);
            assertTrue(tail.bytes().length <= ConsoleTail.PIECE);
            assertTrue(tail.bytes().length > 0);
            read.write(tail.bytes());
        } while (tail.more());
        assertArrayEquals(whole, read.toByteArray());
    }

    @Test
    void thereIsNoMoreAtTheEnd() throws Exception {
        Files.writeString(console, "one\n");
        assertFalse(ConsoleTail.read(console, 0, true).more());
        assertFalse(ConsoleTail.read(console, 4, true).more());
    }

    private void rest() throws Exception {
        Files.setLastModifiedTime(console, FileTime.from(Instant.now().minusSeconds(2)));
    }

    private static String text(ConsoleTail tail) {
        return new String(tail.bytes(), UTF_8);
    }
}
