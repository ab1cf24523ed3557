package io.jenkins.plugins.imagefarm.engine.git;

import io.jenkins.plugins.imagefarm.engine.api.GitUrl;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of a commit, and what of them is built. Nothing that is built leads out of them, be it by links: what else is on this
 * machine is not the repository's.
 *
 * @param root of the files
 * @param where for people: which repository, at which commit
 */
record RepositoryFolder(Path root, String where) {
    static RepositoryFolder of(Path root, GitUrl url, GitCommit commit) {
        return new RepositoryFolder(root, url + " at " + commit.id());
    }

    /**
     * Of a build that needs no Dockerfile.
     *
     * @throws ProblemException if there is no such folder
     */
    Source files(Source wanted) throws IOException {
        return new Source(DiskName.of(context(wanted)), null, null);
    }

    private Path context(Source wanted) throws IOException {
        Path context = wanted.context().equals(".") ? root : DiskName.resolve(root, wanted.context());
        if (!isInside(context) || !Files.isDirectory(context)) {
            throw new ProblemException(Problem.user(
                    "There is no folder '" + wanted.context() + "' in " + where,
                    "Give the folder that holds what is built, from the repository's root."));
        }
        return context.toRealPath();
    }

    /** @throws ProblemException if there is no such folder or Dockerfile */
    Source source(Source wanted) throws IOException {
        Path context = context(wanted);
        checkIgnoreFile(context.resolve(".dockerignore"));
        if (wanted.dockerfileText() != null) {
            return new Source(DiskName.of(context), null, wanted.dockerfileText()).with(wanted.contexts());
        }
        Path dockerfile = DiskName.resolve(context, wanted.dockerfile()).normalize();
        if (!isInside(dockerfile) || !Files.isRegularFile(dockerfile)) {
            String folder = wanted.context().equals(".") ? "" : "in '" + wanted.context() + "' ";
            throw new ProblemException(Problem.user(
                    "There is no Dockerfile '" + wanted.dockerfile() + "' " + folder + "in " + where,
                    "Give its path, or its text."));
        }
        checkIgnoreFile(dockerfile.resolveSibling(dockerfile.getFileName() + ".dockerignore"));
        return new Source(DiskName.of(context), DiskName.of(dockerfile), null).with(wanted.contexts());
    }

    /** What is wrong with a line of it is shown. */
    private void checkIgnoreFile(Path file) throws IOException {
        if (Files.exists(file) && !isInside(file)) {
            throw new ProblemException(Problem.user(
                    "'" + DiskName.of(root.toRealPath().relativize(file)) + "' leads out of " + where,
                    "Put the file itself into the repository."));
        }
    }

    private boolean isInside(Path path) throws IOException {
        return Files.exists(path) && path.toRealPath().startsWith(root.toRealPath());
    }
}
