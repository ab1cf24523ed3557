package io.jenkins.plugins.imagefarm.engine.git;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The branch whose cache a build writes on the command line. */
class WorkingBranchTest {
    @TempDir
    private Path folder;

    @Test
    void isThatOfTheRepositoryAroundAFolder() throws IOException {
        Path inside = Files.createDirectories(folder.resolve("service/app"));
        try (Repository repository = repository()) {
            repository.updateRef(Constants.HEAD).link("refs/heads/feature/x");
            assertEquals(Optional.of("feature/x"), WorkingBranch.of(inside));
        }
    }

    @Test
    void isNoneWhereACommitIsCheckedOut() throws IOException {
        try (Repository repository = repository()) {
            Files.writeString(repository.getDirectory().toPath().resolve(Constants.HEAD), "a".repeat(40) + "\n");
            assertEquals(Optional.empty(), WorkingBranch.of(folder));
        }
    }

    @Test
    void isNoneWithoutARepository() {
        assertEquals(Optional.empty(), WorkingBranch.of(folder));
    }

    private Repository repository() throws IOException {
        Repository repository = new FileRepositoryBuilder()
                .setGitDir(folder.resolve(".git").toFile())
                .build();
        repository.create();
        return repository;
    }
}
