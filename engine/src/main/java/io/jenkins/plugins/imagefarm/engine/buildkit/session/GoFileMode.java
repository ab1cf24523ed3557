package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.source.FileStat;
import io.jenkins.plugins.imagefarm.engine.source.FileType;

/** Go's {@code io/fs.FileMode}, in which fsutil sends type and permissions; only the lower nine bits are POSIX's. */
final class GoFileMode {
    private static final int FOLDER = 1 << 31;
    private static final int SYMLINK = 1 << 27;
    private static final int DEVICE = 1 << 26;
    private static final int FIFO = 1 << 25;
    private static final int SET_USER_ID = 1 << 23;
    private static final int SET_GROUP_ID = 1 << 22;
    private static final int CHARACTER_DEVICE = 1 << 21;
    private static final int STICKY = 1 << 20;
    private static final int IRREGULAR = 1 << 19;
    private static final int SOCKET = 1 << 24;
    private static final int TYPE = FOLDER | SYMLINK | FIFO | SOCKET | DEVICE | CHARACTER_DEVICE | IRREGULAR;

    private static final int POSIX_PERMISSIONS = 0777;
    private static final int POSIX_SET_USER_ID = 04000;
    private static final int POSIX_SET_GROUP_ID = 02000;
    private static final int POSIX_STICKY = 01000;

    private GoFileMode() {}

    static int of(FileStat stat) {
        int posix = stat.permissions();
        return type(stat.type())
                | posix & POSIX_PERMISSIONS
                | ((posix & POSIX_SET_USER_ID) != 0 ? SET_USER_ID : 0)
                | ((posix & POSIX_SET_GROUP_ID) != 0 ? SET_GROUP_ID : 0)
                | ((posix & POSIX_STICKY) != 0 ? STICKY : 0);
    }

    private static int type(FileType type) {
        return switch (type) {
            // fsutil clears the bit of sockets (stat.go): the builder sees an empty regular file.
            case REGULAR, SOCKET -> 0;
            case FOLDER -> FOLDER;
            case SYMLINK -> SYMLINK;
            case CHARACTER_DEVICE -> DEVICE | CHARACTER_DEVICE;
            case BLOCK_DEVICE -> DEVICE;
            case FIFO -> FIFO;
        };
    }

    /** Whether the other side may ask for data: a regular file, in fsutil's sense. */
    static boolean hasData(int mode) {
        return (mode & TYPE) == 0;
    }

    static boolean isFolder(int mode) {
        return (mode & FOLDER) != 0;
    }

    static boolean isSymlink(int mode) {
        return (mode & SYMLINK) != 0;
    }

    /** The lower 12 bits of POSIX's mode. */
    static int posixPermissions(int mode) {
        return mode & POSIX_PERMISSIONS
                | ((mode & SET_USER_ID) != 0 ? POSIX_SET_USER_ID : 0)
                | ((mode & SET_GROUP_ID) != 0 ? POSIX_SET_GROUP_ID : 0)
                | ((mode & STICKY) != 0 ? POSIX_STICKY : 0);
    }
}
