package io.jenkins.plugins.imagefarm.engine.s2i;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageFolderTest {
    @TempDir
    private Path source;

    @TempDir
    private Path elsewhere;

    @Test
    void aFolderOfItsOwnGoesWithFoldersThatMayNotBeWritten() throws IOException {
        Files.createDirectories(source.resolve("closed/deep"));
        Files.writeString(source.resolve("closed/deep/file"), "x");
        Files.createSymbolicLink(source.resolve("closed/link"), elsewhere);
        Files.setPosixFilePermissions(source.resolve("closed/deep"), PosixFilePermissions.fromString("r-xr-xr-x"));
        Path folder;
        try (StageFolder stage = StageFolder.open(null, elsewhere)) {
            folder = stage.path();
            new Upload(folder).write(new SourceFolder(source.toString(), ""), Upload.SOURCE, Pattern.compile("none"));
            Path copy = folder.resolve(Upload.SOURCE);
            assertEquals("x", Files.readString(copy.resolve("closed/deep/file")));
            assertEquals(
                    "r-xr-xr-x",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(copy.resolve("closed/deep"))));
            assertEquals(
                    Files.getLastModifiedTime(source.resolve("closed/deep/file")),
                    Files.getLastModifiedTime(copy.resolve("closed/deep/file")));
            assertEquals(elsewhere, Files.readSymbolicLink(copy.resolve("closed/link")));
        }
        assertFalse(Files.exists(folder));
        assertEquals(elsewhere, folder.getParent());
        assertTrue(Files.exists(elsewhere), "links are not followed");
    }

    @Test
    void aFolderThatIsWantedStays() {
        Path wanted = elsewhere.resolve("new/folder");
        StageFolder.open(wanted.toString(), null).close();
        assertTrue(Files.isDirectory(wanted));
        assertThrows(S2iFailure.class, () -> StageFolder.open(elsewhere.toString(), null), "it is not empty");
        StageFolder.open(wanted.toString(), null).discard();
        assertTrue(Files.isDirectory(wanted), "it was there before");
    }
}
