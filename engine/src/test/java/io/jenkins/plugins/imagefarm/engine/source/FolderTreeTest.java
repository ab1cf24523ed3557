package io.jenkins.plugins.imagefarm.engine.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
    @TempDir
    Path folder;

    private FileNode file(String name) throws Exception {
        return new FolderTree(folder).root().find(name);
    }

    @Test
    void namesOfOneFileHaveOneInode() throws Exception {
        Files.writeString(folder.resolve("a"), "x");
        Files.writeString(folder.resolve("alone"), "x");
        Files.createLink(folder.resolve("b"), folder.resolve("a"));
        assertNotNull(file("a").stat().inode());
        assertEquals(file("a").stat().inode(), file("b").stat().inode());
        assertNull(file("alone").stat().inode());
    }

    @Test
    void theRootMayBeALink() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Files.writeString(real.resolve("x"), "");
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        assertEquals(
                List.of("x"),
                new FolderTree(link)
                        .root().children().stream().map(FileNode::name).toList());
    }

    @Test
    void aContextThatIsAFileIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        ProblemException e = assertThrows(ProblemException.class, () -> new FolderTree(file).root());
        assertTrue(e.getMessage().contains("is not a folder"), e.getMessage());
    }

    /** As on Windows; a zip file is a file system without modes on every machine. */
    @Test
    void whereThereAreNoModesEveryFileMayBeRun() throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(folder.resolve("x.zip"), Map.of("create", "true"))) {
            Files.createDirectory(zip.getPath("/sub"));
            Files.writeString(zip.getPath("/sub/ä"), "content");
            FileNode sub = new FolderTree(zip.getPath("/")).root().children().get(0);
            FileNode file = sub.children().get(0);
            assertTrue(sub.stat().isFolder());
            assertEquals(0755, file.stat().permissions());
            assertEquals(7, file.stat().size());
        }
    }
}
