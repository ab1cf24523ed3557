package io.jenkins.plugins.imagefarm.engine.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Reads what a name on disk stands for.
 *
 * <p>Of the extended attributes the JDK reads those of the namespace {@code user} only; file capabilities, access lists
 * and security labels stay unseen.
 */
final class StatReader {
    /** Named one by one: {@code unix:*} would look owner and group up in the user database for every file. */
    private static final String UNIX = "unix:mode,dev,ino,nlink,rdev,size,lastModifiedTime";

    private static final String USER_NAMESPACE = "user.";
    private static final int PERMISSIONS = 07777;
    private static final int TYPE = 0170000;

    /** By device number: whether its file system has extended attributes. To ask costs more than to list a file's. */
    private final Map<Object, Boolean> attributeStores = new ConcurrentHashMap<>();

    FileStat read(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("unix") ? readUnix(path) : readBasic(path);
    }

    private FileStat readUnix(Path path) throws IOException {
        Map<String, Object> values = Files.readAttributes(path, UNIX, LinkOption.NOFOLLOW_LINKS);
        int mode = (int) values.get("mode");
        FileType type = type(mode);
        boolean device = type == FileType.CHARACTER_DEVICE || type == FileType.BLOCK_DEVICE;
        long number = device ? (long) values.get("rdev") : 0;
        boolean linked = type != FileType.FOLDER && (int) values.get("nlink") > 1;
        return new FileStat(
                type,
                mode & PERMISSIONS,
                (long) values.get("size"),
                nanos((FileTime) values.get("lastModifiedTime")),
                type == FileType.SYMLINK ? DiskName.of(Files.readSymbolicLink(path)) : "",
                linked ? new FileStat.Inode((long) values.get("dev"), (long) values.get("ino")) : null,
                // The layout of Linux's device numbers, as far as Go's fsutil reads it (stat_unix.go).
                number >> 8 & 0xfff,
                number & 0xff | number >> 12 & 0xfff00,
                attributes(path, type, values.get("dev")));
    }

    private static FileType type(int mode) {
        return switch (mode & TYPE) {
            case 0140000 -> FileType.SOCKET;
            case 0120000 -> FileType.SYMLINK;
            case 0060000 -> FileType.BLOCK_DEVICE;
            case 0040000 -> FileType.FOLDER;
            case 0020000 -> FileType.CHARACTER_DEVICE;
            case 0010000 -> FileType.FIFO;
            default -> FileType.REGULAR;
        };
    }

    /** Where there are no POSIX modes, as on Windows: everything may be run, as with the docker command line there. */
    private static FileStat readBasic(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        FileType type = attributes.isDirectory()
                ? FileType.FOLDER
                : attributes.isSymbolicLink() ? FileType.SYMLINK : FileType.REGULAR;
        String target = type == FileType.SYMLINK
                ? Files.readSymbolicLink(path)
                        .toString()
                        .replace(path.getFileSystem().getSeparator(), "/")
                : "";
        return new FileStat(
                type, 0755, attributes.size(), nanos(attributes.lastModifiedTime()), target, null, 0, 0, Map.of());
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    private Map<String, byte[]> attributes(Path path, FileType type, Object device) {
        // To list them is to open the file: never a device or a FIFO. Linux allows them on no other type anyway.
        boolean possible = type == FileType.REGULAR || type == FileType.FOLDER;
        if (!possible || !attributeStores.computeIfAbsent(device, number -> hasAttributes(path))) {
            return Map.of();
        }
        Map<String, byte[]> attributes = new TreeMap<>();
        try {
            UserDefinedFileAttributeView view =
                    Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            for (String name : view.list()) {
                ByteBuffer value = ByteBuffer.allocate(view.size(name));
                view.read(name, value);
                attributes.put(USER_NAMESPACE + name, value.array());
            }
        } catch (IOException e) {
            // As fsutil: an attribute that cannot be read is not there. If the file cannot be, its data will tell.
        }
        return attributes;
    }

    private static boolean hasAttributes(Path path) {
        try {
            return Files.getFileStore(path).supportsFileAttributeView(UserDefinedFileAttributeView.class);
        } catch (IOException e) {
            return false;
        }
    }
}
