package io.jenkins.plugins.imagefarm.engine.source;

import java.util.Map;

/**
 * A file without its content.
 *
 * @param permissions the lower 12 bits of POSIX's mode: permissions, set-user-id, set-group-id, sticky
 * @param size bytes of content; of a symbolic link, of its target's name
 * @param modifiedNanos since 1970
 * @param linkTarget of a symbolic link, else empty
 * @param inode equal for all names of one file (hard links); null for folders and if there is only one name
 * @param deviceMajor of devices, else 0
 * @param deviceMinor of devices, else 0
 * @param attributes extended attributes by their full names, for instance {@code user.mime_type}
 */
public record FileStat(
        FileType type,
        int permissions,
        long size,
        long modifiedNanos,
        String linkTarget,
        Inode inode,
        long deviceMajor,
        long deviceMinor,
        Map<String, byte[]> attributes) {

    /** What identifies a file under all its names. */
    public record Inode(long device, long number) {}

    public boolean isFolder() {
        return type == FileType.FOLDER;
    }
}
