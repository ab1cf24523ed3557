package io.jenkins.plugins.imagefarm.engine.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The branch that is checked out around a folder. */
public final class WorkingBranch {
    private WorkingBranch() {}

    /** @return empty if the folder is in no repository, or none is checked out */
    public static Optional<String> of(Path folder) {
        NoConfiguration.install();
        FileRepositoryBuilder found = new FileRepositoryBuilder().findGitDir(folder.toFile());
        if (found.getGitDir() == null) {
            return Optional.empty();
        }
        try (Repository repository = found.build()) {
            return Optional.ofNullable(repository.getFullBranch())
                    .filter(name -> name.startsWith(Constants.R_HEADS))
                    .map(Repository::shortenRefName);
        } catch (IOException e) {
            return Optional.empty(); // it cannot tell one
        }
    }
}
