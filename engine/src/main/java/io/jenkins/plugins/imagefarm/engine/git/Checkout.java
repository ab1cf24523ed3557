package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import io.jenkins.plugins.imagefarm.engine.source.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Brings a source and all its submodules into one folder. */
final class Checkout {
    /** Whoever needs more has a repository that leads to itself by ever new commits. */
    private static final int DEEPEST = 10;

    private final WorkFolder work;
    private final Cancellation cancellation;
    private final Consumer<String> console;

    Checkout(WorkFolder work, Cancellation cancellation, Consumer<String> console) {
        this.work = work;
        this.cancellation = cancellation;
        this.console = console;
    }

    /**
     * @param root an empty folder, which gets the files
     * @param isWanted whether a commit is to be brought, by its 40 digits; asked before anything is
     * @return empty if it is not wanted
     * @throws ProblemException if something of it cannot be found, brought or written
     */
    Optional<GitCommit> of(GitSource source, GitAccess access, Path root, Predicate<String> isWanted) {
        return of(source, access, root, isWanted, "source " + source.url(), 0);
    }

    private Optional<GitCommit> of(
            GitSource source, GitAccess access, Path root, Predicate<String> isWanted, String what, int depth) {
        NoConfiguration.install();
        try (Repository local = newRepository()) {
            Optional<GitCommit> fetched =
                    new GitFetch(source, access, local, isWanted, cancellation, console).fetch(what);
            if (fetched.isEmpty()) {
                return fetched;
            }
            GitCommit commit = fetched.get();
            TreeWriter writer = new TreeWriter(local, commit, root, cancellation);
            Map<String, ObjectId> links = writer.write();
            if (source.lfs() && !writer.pointers().isEmpty()) {
                try (LfsRemote lfs = new LfsRemote(source.url(), access, cancellation)) {
                    lfs.bring(writer.pointers());
                }
                console.accept("#0 " + what + " has " + writer.pointers().size() + " files of LFS");
            }
            if (source.submodules() && !links.isEmpty()) {
                Submodules submodules = Submodules.of(local, commit, source.url());
                for (Map.Entry<String, ObjectId> link : links.entrySet()) {
                    submodule(source, submodules, link, access, root, depth);
                }
            }
            writer.finish();
            return fetched;
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.service("The files of " + source.url() + " cannot be written: " + IoReason.of(e), ""), e);
        }
    }

    private void submodule(
            GitSource source,
            Submodules submodules,
            Map.Entry<String, ObjectId> link,
            GitAccess access,
            Path root,
            int depth) {
        String path = link.getKey();
        try {
            if (depth == DEEPEST) {
                throw new ProblemException(
                        Problem.user("submodules within submodules go deeper than " + DEEPEST + " levels", ""));
            }
            GitUrl url = submodules.url(path);
            GitSource part = new GitSource(
                    url, link.getValue().name(), true, source.lfs() && url.isHttp(), false, source.knownHosts());
            of(
                    part,
                    access.from(source.url(), url),
                    DiskName.resolve(root, path),
                    commit -> true,
                    "submodule " + path + " from " + url,
                    depth + 1);
        } catch (ProblemException e) {
            Problem problem = e.problem();
            throw new ProblemException(
                    new Problem(problem.fault(), "The submodule '" + path + "': " + problem.cause(), problem.advice()),
                    e);
        }
    }

    /** Its files are not among those of the source. */
    private Repository newRepository() throws IOException {
        Repository repository = new FileRepositoryBuilder()
                .setGitDir(work.newFolder("git").toFile())
                .setBare()
                .build();
        repository.create(true);
        return repository;
    }
}
