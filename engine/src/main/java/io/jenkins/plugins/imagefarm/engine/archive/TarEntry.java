package io.jenkins.plugins.imagefarm.engine.archive;

import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import io.jenkins.plugins.imagefarm.engine.source.FileStat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * What a tar archive says of a file before its content.
 *
 * @param name path without a leading slash; of a folder, with a slash at its end
 * @param type the letter of tar's format
 * @param permissions the lower 12 bits of POSIX's mode
 * @param size bytes of content that follow
 * @param modifiedSeconds since 1970
 * @param link target of a symbolic link, or the earlier name of the same file; else empty
 * @param owner whose it is
 */
@SuppressWarnings("ArrayRecordComponent")
public record TarEntry(
        byte[] name,
        char type,
        int permissions,
        long size,
        long modifiedSeconds,
        byte[] link,
        int major,
        int minor,
        Owner owner) {
    static final char REGULAR = '0';
    static final char HARD_LINK = '1';
    static final char SYMLINK = '2';
    static final char CHARACTER_DEVICE = '3';
    static final char BLOCK_DEVICE = '4';
    static final char FOLDER = '5';
    static final char FIFO = '6';

    private static final byte[] NONE = {};

    /** @throws IllegalArgumentException of a socket, for which tar has no letter */
    public static TarEntry of(String path, FileStat stat) {
        char type =
                switch (stat.type()) {
                    case REGULAR -> REGULAR;
                    case FOLDER -> FOLDER;
                    case SYMLINK -> SYMLINK;
                    case CHARACTER_DEVICE -> CHARACTER_DEVICE;
                    case BLOCK_DEVICE -> BLOCK_DEVICE;
                    case FIFO -> FIFO;
                    case SOCKET -> throw new IllegalArgumentException("a socket in an archive: " + path);
                };
        return new TarEntry(
                DiskName.encode(type == FOLDER ? path + "/" : path),
                type,
                stat.permissions(),
                type == REGULAR ? stat.size() : 0,
                Math.floorDiv(stat.modifiedNanos(), 1_000_000_000L),
                DiskName.encode(stat.linkTarget()),
                (int) stat.deviceMajor(),
                (int) stat.deviceMinor(),
                Owner.ROOT);
    }

    /** A file of memory, of root. */
    public static TarEntry file(String path, int permissions, long size) {
        return new TarEntry(bytes(path), REGULAR, permissions, size, now(), NONE, 0, 0, Owner.ROOT);
    }

    /** A folder of root. */
    public static TarEntry folder(String path, int permissions) {
        return new TarEntry(bytes(path + "/"), FOLDER, permissions, 0, now(), NONE, 0, 0, Owner.ROOT);
    }

    /** A second name of a file that is in the archive already. */
    public TarEntry linkedTo(byte[] firstName) {
        return new TarEntry(name, HARD_LINK, permissions, 0, modifiedSeconds, firstName, 0, 0, owner);
    }

    /** The same file of another owner. */
    public TarEntry of(Owner other) {
        return new TarEntry(name, type, permissions, size, modifiedSeconds, link, major, minor, other);
    }

    /** The same file under another name; if it is a hard link, to another name. */
    TarEntry named(byte[] otherName, byte[] otherLink) {
        return new TarEntry(otherName, type, permissions, size, modifiedSeconds, otherLink, major, minor, owner);
    }

    private static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }
}
