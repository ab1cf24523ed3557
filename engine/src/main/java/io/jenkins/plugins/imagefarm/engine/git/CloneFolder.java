package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
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
        return isRepository(git)
                ? head(
                                git,
                                why -> console.accept("#0 no labels of the commit: " + why),
                                (commit, repository) -> commit.s2iLabels(location(repository)))
                        .orElse(Map.of())
                : Map.of();
    }

    /**
     * When the commit was made that is checked out in the clone that the folder is in.
     *
     * @return seconds since 1970
     * @throws ProblemException if there is no telling
     */
    static long time(String folder) {
        List<String> reasons = new ArrayList<>();
        Path within = DiskName.path(folder).toAbsolutePath();
        while (within != null && !isRepository(within.resolve(Constants.DOT_GIT))) {
            within = within.getParent();
        }
        return Optional.ofNullable(within)
                .flatMap(clone ->
                        head(clone.resolve(Constants.DOT_GIT), reasons::add, (commit, repository) -> commit.time()))
                .orElseThrow(() -> new ProblemException(Problem.user(
                        "The image is to be dated as its commit, but '" + folder + "' is at none"
                                + (reasons.isEmpty() ? "" : ": " + reasons.get(0)),
                        "Give sourceDateEpoch in seconds since 1970, or build from Git.")))
                .getEpochSecond();
    }

    private static boolean isRepository(Path git) {
        return Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * What there is to tell of the commit that is checked out.
     *
     * @param why is told what cannot be read
     * @return empty if nothing was committed yet, or it cannot be read
     */
    private static <T> Optional<T> head(Path git, Consumer<String> why, BiFunction<GitCommit, Repository, T> reader) {
        NoConfiguration.install();
        try (Repository repository =
                        new FileRepositoryBuilder().setGitDir(git.toFile()).build();
                RevWalk walk = new RevWalk(repository)) {
            Ref head = repository.exactRef(Constants.HEAD);
            if (head == null || head.getObjectId() == null) {
                return Optional.empty();
            }
            String ref = head.isSymbolic() ? RefChoice.shortName(head.getTarget()) : Constants.HEAD;
            return Optional.of(reader.apply(new GitCommit(walk.parseCommit(head.getObjectId()), ref), repository));
        } catch (IOException e) {
            why.accept(DiskName.of(git) + " cannot be read: " + IoReason.of(e));
        } catch (IllegalArgumentException e) { // as JGit tells of a configuration
            why.accept("the configuration in " + DiskName.of(git) + " is invalid");
        }
        return Optional.empty();
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
