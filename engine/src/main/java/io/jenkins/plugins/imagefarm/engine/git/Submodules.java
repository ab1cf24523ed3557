package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.BlobBasedConfig;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/**
 * What {@code .gitmodules} says.
 *
 * @param config its text
 * @param parent the repository that has it
 */
record Submodules(Config config, GitUrl parent) {
    private static final String SECTION = "submodule";

    static Submodules of(Repository repository, GitCommit commit, GitUrl parent) throws IOException {
        try {
            return new Submodules(
                    new BlobBasedConfig(null, repository, commit.commit(), Constants.DOT_GIT_MODULES), parent);
        } catch (FileNotFoundException e) {
            return new Submodules(new Config(), parent);
        } catch (ConfigInvalidException e) {
            throw new ProblemException(
                    Problem.user(".gitmodules of " + parent + " cannot be read: " + e.getMessage(), ""), e);
        }
    }

    /** @throws ProblemException if it does not say where that submodule is */
    GitUrl url(String path) {
        for (String name : config.getSubsections(SECTION)) {
            String url = config.getString(SECTION, name, "url");
            if (path.equals(config.getString(SECTION, name, "path")) && url != null) {
                return parent.resolve(url);
            }
        }
        throw new ProblemException(
                Problem.user(".gitmodules of " + parent + " does not say where it is", "Add its path and url."));
    }
}
