package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.GitSource;
import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.S2iLabel;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.SourceDate;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.source.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Builds what comes from Git: brings the commit, once for all tries and all platforms, and hands its files over to another engine.
 * A source that is no Git repository goes straight there; if an application is made of a clone's files, its image says so, too.
 */
public final class GitSourceEngine implements BuildEngine {
    private final BuildEngine files;
    private final Path folder;
    private final GitPatience patience;

    /**
     * @param files builds files that are here
     * @param folder where files are brought for the time of a build; null for where this machine's temporary files are
     */
    public GitSourceEngine(BuildEngine files, Path folder) {
        this(files, folder, GitPatience.usual());
    }

    GitSourceEngine(BuildEngine files, Path folder, GitPatience patience) {
        this.files = files;
        this.folder = folder;
        this.patience = patience;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        boolean dryRun = request.farm() != null && request.farm().rules().dryRun();
        if (request.source().git() == null || dryRun) {
            return files.build(dryRun ? request : here(request, reporter), secrets, reporter, cancellation);
        }
        try (WorkFolder work = WorkFolder.in(folder, reporter::say)) {
            BuildRequest brought = bring(request, secrets, work, reporter, cancellation);
            return files.build(brought, secrets.withoutGit(), reporter, cancellation);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.service(
                            "The folder for the files of "
                                    + request.source().git().url() + " cannot be made: " + IoReason.of(e),
                            ""),
                    e);
        }
    }

    /** Of files that are here, with what a clone tells of their commit. */
    private static BuildRequest here(BuildRequest request, BuildReporter reporter) {
        String folder = request.source().context();
        SourceDate date = request.recipe().sourceDate();
        BuildRequest dated =
                date != null && date.seconds() == null ? dated(request, CloneFolder.time(folder)) : request;
        return request.s2i() == null ? dated : labelled(dated, CloneFolder.labels(folder, reporter::say));
    }

    /** A server's fault is tried again as a builder's is, and counts by itself. */
    private BuildRequest bring(
            BuildRequest request, Secrets secrets, WorkFolder work, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException, IOException {
        GitSource git = request.source().git();
        GitAccess access = new GitAccess(secrets.git(), git.knownHosts(), request.registries(), patience);
        AtomicReference<Brought> brought = new AtomicReference<>();
        RetryingEngine tries = new RetryingEngine((same, unused, told, stop) -> {
            try (WorkFolder parts = WorkFolder.in(work.path(), told::say)) {
                Path root = work.newFolder("files");
                brought.set(new Brought(root, new Checkout(parts, stop, told::say).of(git, access, root)));
                return new Outcome(Map.of(), List.of());
            } catch (IOException e) {
                throw new ProblemException(
                        Problem.service("The files of " + git.url() + " cannot be written: " + IoReason.of(e), ""), e);
            }
        });
        tries.build(request, secrets, reporter, cancellation);
        reporter.commit(brought.get().commit().id());
        return at(request, brought.get());
    }

    /** The files of a commit, and where they are. */
    private record Brought(Path root, GitCommit commit) {}

    private static BuildRequest at(BuildRequest request, Brought brought) throws IOException {
        GitCommit commit = brought.commit();
        GitUrl url = request.source().git().url();
        RepositoryFolder folder = RepositoryFolder.of(brought.root(), url, commit);
        Recipe recipe = dated(request, commit.time().getEpochSecond()).recipe();
        BuildRequest here = request.of(
                request.s2i() == null ? folder.source(request.source()) : folder.files(request.source()),
                recipe.labelled(commit.labels(url.toString())),
                request.destination().named(request.tagsAt(commit.id())));
        return request.s2i() == null
                ? here
                : labelled(labelled(here, folderLabel(request)), commit.s2iLabels(url.toString()));
    }

    private static Map<String, String> folderLabel(BuildRequest request) {
        String folder = request.source().context();
        String below = request.s2i().contextDir();
        if (folder.equals(".")) {
            return Map.of();
        }
        return Map.of(S2iLabel.SOURCE_CONTEXT_DIR.key(), below.isEmpty() ? folder : folder + "/" + below);
    }

    private static BuildRequest dated(BuildRequest request, long time) {
        SourceDate date = request.recipe().sourceDate();
        return date == null
                ? request
                : request.of(request.source(), request.recipe().dated(date.ofCommit(time)), request.destination());
    }

    private static BuildRequest labelled(BuildRequest request, Map<String, String> labels) {
        return request.of(request.source(), request.recipe().labelled(labels), request.destination());
    }
}
