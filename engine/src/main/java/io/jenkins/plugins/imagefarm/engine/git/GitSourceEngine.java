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
import io.jenkins.plugins.imagefarm.engine.build.ExistingImages;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.source.WorkFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Builds what comes from Git: brings the commit, once for all tries and all platforms, and hands its files over to another engine. If the
 * commit's image is there already and that is enough, nothing is brought.
 * A source that is no Git repository goes straight there; if an application is made of a clone's files, its image says so, too.
 */
public final class GitSourceEngine implements BuildEngine {
    private final BuildEngine files;
    private final ExistingImages images;
    private final Path folder;
    private final GitPatience patience;

    /**
     * @param files builds files that are here
     * @param images says whether there is anything to do, as soon as it is known which commit it is
     * @param folder where files are brought for the time of a build; null for where this machine's temporary files are
     */
    public GitSourceEngine(BuildEngine files, ExistingImages images, Path folder) {
        this(files, images, folder, GitPatience.usual());
    }

    GitSourceEngine(BuildEngine files, ExistingImages images, Path folder, GitPatience patience) {
        this.files = files;
        this.images = images;
        this.folder = folder;
        this.patience = patience;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        if (request.source().git() == null || request.isDryRun()) {
            return files.build(request.isDryRun() ? request : here(request, reporter), secrets, reporter, cancellation);
        }
        try (WorkFolder work = WorkFolder.in(folder, reporter::say)) {
            AtomicReference<Brought> brought = new AtomicReference<>();
            Outcome existing = bring(request, secrets, work, brought, reporter, cancellation);
            return existing.isSkipped()
                    ? existing
                    : files.build(at(request, brought.get()), secrets.withoutGit(), reporter, cancellation);
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

    /**
     * A server's fault is tried again as a builder's is, and counts by itself.
     *
     * @param brought gets the files, unless the image is there already
     */
    private Outcome bring(
            BuildRequest request,
            Secrets secrets,
            WorkFolder work,
            AtomicReference<Brought> brought,
            BuildReporter reporter,
            Cancellation cancellation)
            throws InterruptedException {
        GitSource git = request.source().git();
        GitAccess access = new GitAccess(secrets.git(), git.knownHosts(), request.registries(), patience);
        RetryingEngine tries = new RetryingEngine((same, unused, told, stop) -> {
            AtomicReference<Outcome> existing = new AtomicReference<>(Outcome.nothing());
            Predicate<String> isWanted = commit -> {
                reporter.commit(commit);
                existing.set(images.look(named(request, commit), secrets, told, stop));
                return !existing.get().isSkipped();
            };
            try (WorkFolder parts = WorkFolder.in(work.path(), told::say)) {
                Path root = work.newFolder("files");
                new Checkout(parts, stop, told::say)
                        .of(git, access, root, isWanted)
                        .ifPresent(commit -> {
                            reporter.commit(commit.id()); // what was asked for may have been a tag's digits
                            brought.set(new Brought(root, commit));
                        });
                return existing.get();
            } catch (IOException e) {
                throw new ProblemException(
                        Problem.service("The files of " + git.url() + " cannot be written: " + IoReason.of(e), ""), e);
            }
        });
        return tries.build(request, secrets, reporter, cancellation);
    }

    private static BuildRequest named(BuildRequest request, String commit) {
        return request.of(
                request.source(), request.recipe(), request.destination().named(request.tagsAt(commit)));
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
                named(request, commit.id()).destination().lookedFor());
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
