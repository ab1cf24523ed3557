package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Stat;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import io.jenkins.plugins.imagefarm.engine.source.FileStat;
import io.jenkins.plugins.imagefarm.engine.source.FileType;
import java.util.ArrayDeque;
import java.util.Deque;

/** Turns the entries of a tree, in the order of a walk, into fsutil's messages, and remembers them. */
final class TreeDescription {
    private final Entries entries;
    private final FirstNames firstNames = new FirstNames();
    /** The folders around the last entry, the innermost first. */
    private final Deque<Folder> folders = new ArrayDeque<>();

    private record Folder(String prefix, int id) {}

    TreeDescription(Entries entries) {
        this.entries = entries;
        folders.push(new Folder("", Entries.TOP));
    }

    /**
     * A described entry.
     *
     * @param hasData whether the daemon may ask for its content
     */
    record Described(int id, boolean hasData, Stat message) {}

    Described next(String path, FileStat stat) {
        while (!path.startsWith(folders.element().prefix)) {
            folders.pop();
        }
        Folder parent = folders.element();
        long size = stat.type() == FileType.SOCKET ? Entries.NOTHING : stat.size();
        int id = entries.add(parent.id, path.substring(parent.prefix.length()), size);
        if (stat.isFolder()) {
            folders.push(new Folder(path + "/", id));
        }
        int mode = GoFileMode.of(stat);
        return new Described(id, GoFileMode.hasData(mode), message(id, path, mode, stat));
    }

    /** Owner and group stay 0: files belong to root in the image whoever built it ({@code client/solve.go}). */
    private Stat message(int id, String path, int mode, FileStat stat) {
        Stat.Builder message = Stat.newBuilder()
                .setPath(bytes(path))
                .setMode(mode)
                .setSize(stat.isFolder() ? 0 : stat.size())
                .setModTime(stat.modifiedNanos())
                .setLinkname(bytes(linkName(id, stat)))
                .setDevmajor(stat.deviceMajor())
                .setDevminor(stat.deviceMinor());
        stat.attributes().forEach((name, value) -> message.putXattrs(name, UnsafeByteOperations.unsafeWrap(value)));
        return message.build();
    }

    /** Of a file that has several names, the one that was described first; a link's own target of a symbolic link. */
    private String linkName(int id, FileStat stat) {
        if (stat.type() == FileType.SYMLINK || stat.inode() == null) {
            return stat.linkTarget();
        }
        int first = firstNames.putIfAbsent(stat.inode(), id);
        return first == FirstNames.NONE ? "" : entries.path(first);
    }

    private static ByteString bytes(String name) {
        return UnsafeByteOperations.unsafeWrap(DiskName.encode(name));
    }
}
