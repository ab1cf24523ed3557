package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.source.FileStat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntriesTest {
    @Test
    void pathsAndSizesComeBack() {
        Entries entries = new Entries();
        int top = entries.add(Entries.TOP, "top", 0);
        int folder = entries.add(top, "n".repeat(255), 4096);
        int file = entries.add(folder, "é\uDCFF", Long.MAX_VALUE - 1);
        int socket = entries.add(Entries.TOP, "socket", Entries.NOTHING);
        assertEquals("top/" + "n".repeat(255) + "/é\uDCFF", entries.path(file));
        assertEquals(Long.MAX_VALUE - 1, entries.size(file));
        assertEquals("socket", entries.path(socket));
        assertEquals(Entries.NOTHING, entries.size(socket));
        assertEquals(4096, entries.size(folder));
    }

    @Test
    void idsCountFromZeroOverAllBlocks() {
        Entries entries = new Entries();
        int folder = entries.add(Entries.TOP, "folder", 0);
        Random random = new Random(1);
        for (int i = 1; i <= 20_000; i++) {
            assertEquals(i, entries.add(folder, "x".repeat(random.nextInt(60)) + i, i));
        }
        random = new Random(1);
        for (int i = 1; i <= 20_000; i++) {
            assertEquals("folder/" + "x".repeat(random.nextInt(60)) + i, entries.path(i));
            assertEquals(i, entries.size(i));
        }
    }

    @Test
    void theFirstNameOfEveryFileIsRemembered() {
        FirstNames names = new FirstNames();
        for (int i = 0; i < 10_000; i++) {
            assertEquals(FirstNames.NONE, names.putIfAbsent(new FileStat.Inode(i % 3, i / 3 * 4096L), i));
        }
        for (int i = 0; i < 10_000; i++) {
            assertEquals(i, names.putIfAbsent(new FileStat.Inode(i % 3, i / 3 * 4096L), -7));
        }
    }
}
