package io.jenkins.plugins.imagefarm.engine.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder in the workspace tells of its commit. */
class CloneFolderTest {
    @TempDir
    private Path root;

    @Test
    void theTimeOfTheCommitIsThatOfTheCloneTheFolderIsIn() throws Exception {
        TestRepository repository = TestRepository.in(root, "app.git").file("service/Dockerfile", "FROM scratch\n");
        repository.commit();
        assertEquals(TestRepository.TIME, CloneFolder.time(repository.work().toString()));
        assertEquals(
                TestRepository.TIME,
                CloneFolder.time(repository.work().resolve("service").toString()));
    }

    @Test
    void aFolderThatIsInNoCloneHasNone() throws Exception {
        assertNone(root.resolve("nowhere"), "");
    }

    @Test
    void aCloneWithoutACommitHasNone() throws Exception {
        Path work = TestRepository.in(root, "app.git").work();
        assertNone(work, "");
        Files.writeString(work.resolve(".git/config"), "[broken");
        assertNone(work, ": the configuration in " + work.resolve(".git") + " is invalid");
    }

    private static void assertNone(Path folder, String why) {
        ProblemException refused = assertThrows(ProblemException.class, () -> CloneFolder.time(folder.toString()));
        String told = "The image is to be dated as its commit, but '" + folder + "' is at none" + why;
        assertEquals(told, refused.problem().cause().substring(0, told.length()));
    }
}
