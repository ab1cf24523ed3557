package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.concurrent.TimeUnit;

/** Gives files on disk the mode, time and attributes they have in the result. The owner stays who runs the build. */
final class FileMetadata {
    private static final String USER_NAMESPACE = "user.";

    private FileMetadata() {}

    /** To a file or folder. The mode comes last: it may take away the right to do the rest. */
    static void apply(Path path, Stat stat) throws IOException {
        applyAttributes(path, stat);
        applyTime(path, stat);
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Files.setAttribute(
                    path, "unix:mode", GoFileMode.posixPermissions(stat.getMode()), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** To anything, also to a symbolic link itself. */
    static void applyTime(Path path, Stat stat) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(stat.getModTime(), TimeUnit.NANOSECONDS), null, null);
    }

    private static void applyAttributes(Path path, Stat stat) {
        stat.getXattrsMap().forEach((name, value) -> {
            if (name.startsWith(USER_NAMESPACE)) {
                try {
                    Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
                            .write(name.substring(USER_NAMESPACE.length()), value.asReadOnlyByteBuffer());
                } catch (IOException | RuntimeException e) {
                    // As fsutil: a disk without attributes is no reason to do without the file.
                }
            }
        });
    }
}
