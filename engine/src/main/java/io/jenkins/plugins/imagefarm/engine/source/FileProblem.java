package io.jenkins.plugins.imagefarm.engine.source;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Failures of the file system as they are told to the user: always with the file's name. */
public final class FileProblem {
    /** With less space than this left, a write fails for lack of it. */
    private static final long FULL = 4096;

    private FileProblem() {}

    public static ProblemException reading(FileNode file, IOException e) {
        return new ProblemException(reading(file.toString(), e), e);
    }

    private static Problem reading(String file, IOException e) {
        if (e instanceof AccessDeniedException) {
            return Problem.user(
                    file + " may not be read",
                    "Give the user that runs the build the right to, or exclude it in .dockerignore.");
        }
        if (e instanceof NoSuchFileException) {
            return Problem.user(
                    file + " was removed while the build context was sent",
                    "Let nothing else change the folder during the build.");
        }
        return Problem.service(file + " cannot be read: " + IoReason.of(e), "");
    }

    public static Problem of(Throwable cause) {
        if (cause instanceof ProblemException problem) {
            return problem.problem();
        }
        if (cause instanceof FileSystemException e && e.getFile() != null) {
            return reading(e.getFile(), e);
        }
        return Problem.service("The build context cannot be sent: " + cause, "");
    }

    public static ProblemException writing(String file, IOException e) {
        return new ProblemException(written(file, e), e);
    }

    private static Problem written(String file, IOException e) {
        if (e instanceof AccessDeniedException) {
            return Problem.user(file + " may not be written", "Give the user that runs the build the right to.");
        }
        if (isDiskFull(file, e)) {
            return Problem.service("The disk is full: " + file + " cannot be written", "Free space there.");
        }
        if (e instanceof NoSuchFileException) {
            return Problem.user(file + " cannot be written: no file can be made there", "");
        }
        if (e instanceof FileAlreadyExistsException inTheWay) {
            return Problem.user(file + " cannot be written: " + inTheWay.getFile() + " is not a folder", "");
        }
        // What has a file's name failed when it was opened: the destination is one that cannot be.
        return new Problem(
                e instanceof FileSystemException ? Fault.USER : Fault.SERVICE,
                file + " cannot be written: " + IoReason.of(e),
                "");
    }

    /** The system's own text may be in any language, so what is left is asked too. */
    private static boolean isDiskFull(String file, IOException e) {
        if (String.valueOf(e.getMessage()).contains("No space left on device")) {
            return true;
        }
        if (e instanceof NoSuchFileException
                || e instanceof NotDirectoryException
                || e instanceof FileAlreadyExistsException) {
            return false;
        }
        try {
            Path folder = DiskName.path(file).toAbsolutePath().getParent();
            return Files.getFileStore(folder).getUsableSpace() < FULL;
        } catch (IOException | RuntimeException unknown) {
            return false;
        }
    }
}
