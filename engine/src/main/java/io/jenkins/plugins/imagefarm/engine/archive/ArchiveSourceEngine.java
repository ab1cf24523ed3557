package io.jenkins.plugins.imagefarm.engine.archive;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import io.jenkins.plugins.imagefarm.engine.source.WorkFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Builds what comes as a tar archive: unpacks it, once for all tries and all platforms, and hands its files over to another engine. A
 * source that is no archive goes straight there.
 */
public final class ArchiveSourceEngine implements BuildEngine {
    private final BuildEngine files;
    private final Path folder;

    /**
     * @param files builds files that are here
     * @param folder where archives are unpacked for the time of a build; null for where this machine's temporary files are
     */
    public ArchiveSourceEngine(BuildEngine files, Path folder) {
        this.files = files;
        this.folder = folder;
    }

    @Override
    public Outcome build(BuildRequest request, Secrets secrets, BuildReporter reporter, Cancellation cancellation)
            throws InterruptedException {
        Source source = request.source();
        if (source.git() != null || !Files.isRegularFile(DiskName.path(source.context()))) {
            return files.build(request, secrets, reporter, cancellation);
        }
        Path archive = DiskName.path(source.context());
        try (WorkFolder work = WorkFolder.in(folder, reporter::say)) {
            Path root = work.newFolder("files");
            unpack(archive, new TarFolder(root, cancellation));
            Source unpacked = unpacked(source, archive, root);
            if (request.s2i() == null) {
                checkDockerfile(unpacked, archive, root);
            }
            return files.build(
                    request.of(unpacked, request.recipe(), request.destination()), secrets, reporter, cancellation);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.service(
                            "The folder for the files of '" + archive + "' cannot be made: " + IoReason.of(e), ""),
                    e);
        }
    }

    private static void unpack(Path archive, TarFolder root) {
        try (InputStream in = Files.newInputStream(archive)) {
            root.write(in);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.user(
                            "The context '" + archive + "' cannot be unpacked: " + IoReason.of(e),
                            "Give a folder, or a tar archive, as it is or compressed by gzip."),
                    e);
        }
    }

    /** The Dockerfile may be in the archive, or, by an absolute path, elsewhere. */
    private static Source unpacked(Source source, Path archive, Path root) {
        Path file = archive.resolve(source.dockerfile()).normalize();
        String dockerfile = file.startsWith(archive) ? archive.relativize(file).toString() : file.toString();
        return new Source(root.toString(), dockerfile, source.dockerfileText()).with(source.contexts());
    }

    private static void checkDockerfile(Source source, Path archive, Path root) {
        if (source.dockerfileText() == null && !Files.isRegularFile(root.resolve(source.dockerfile()))) {
            throw new ProblemException(Problem.user(
                    "There is no Dockerfile '" + source.dockerfile() + "' in '" + archive + "'",
                    "Give its path in the archive, or its text."));
        }
    }
}
