package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.URIish;

/** A folder that may be a clone of a repository. Its files are what is built, also those that differ from the commit. */
final class CloneFolder {
    private CloneFolder() {}

    /**
     * What an application image tells of the commit that is checked out.
     *
     * @param console is told what cannot be read, which fails no build
     * @return empty if the folder is not a clone's own: a file {@code .git} may lead anywhere
     */
    static Map<String, String> labels(String folder, Consumer<String> console) {
        Path git = DiskName.path(folder).resolve(Constants.DOT_GIT);
        if (!Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)) {
            return Map.of();
        }
        NoConfiguration.install();
        try (Repository repository =
                        new FileRepositoryBuilder().setGitDir(git.toFile()).build();
                RevWalk walk = new RevWalk(repository)) {
            Ref head = repository.exactRef(Constants.HEAD);
            if (head == null || head.getObjectId() == null) {
                return Map.of(); // nothing was committed yet
            }
            String ref = head.isSymbolic() ? RefChoice.shortName(head.getTarget()) : Constants.HEAD;
            return new GitCommit(walk.parseCommit(head.getObjectId()), ref).s2iLabels(location(repository));
        } catch (IOException e) {
            console.accept("#0 no labels of the commit: " + DiskName.of(git) + " cannot be read: " + IoReason.of(e));
            return Map.of();
        } catch (IllegalArgumentException e) { // as JGit tells of a configuration
            console.accept("#0 no labels of the commit: the configuration in " + DiskName.of(git) + " is invalid");
            return Map.of();
        }
    }

    /** Empty if it was not cloned from elsewhere. A password, or a token in the place of a user, stays here. */
    private static String location(Repository repository) {
        String url = repository.getConfig().getString("remote", Constants.DEFAULT_REMOTE_NAME, "url");
        if (url == null) {
            return "";
        }
        try {
            URIish whole = new URIish(url);
            boolean isSsh = whole.getScheme() == null || whole.getScheme().equals("ssh");
            URIish shown = whole.setPass(null);
            return GitUrl.valueOf((isSsh ? shown : shown.setUser(null)).toString())
                    .toString();
        } catch (URISyntaxException | ProblemException e) {
            return "";
        }
    }
}
