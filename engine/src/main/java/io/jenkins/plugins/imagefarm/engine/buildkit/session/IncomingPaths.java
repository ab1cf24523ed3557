package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * Checks the paths of a tree as they come in: strictly in order, every folder before what it holds, and so nothing that
 * leads out of the tree, neither by {@code ..} nor through a link (fsutil's {@code Validator} and {@code Hardlinks}).
 */
final class IncomingPaths {
    private final Deque<Folder> folders = new ArrayDeque<>();
    private final Set<String> linkable = new HashSet<>();

    private static final class Folder {
        private final String prefix;
        private String last = "";

        Folder(String prefix) {
            this.prefix = prefix;
        }
    }

    IncomingPaths() {
        folders.push(new Folder(""));
    }

    void folder(String path) throws IOException {
        entry(path);
        folders.push(new Folder(path + "/"));
    }

    /** A file that later entries may be other names of. */
    void file(String path) throws IOException {
        entry(path);
        linkable.add(path);
    }

    void hardLink(String path, String target) throws IOException {
        entry(path);
        if (!linkable.contains(target)) {
            throw new IOException("'" + path + "' is to be a link to '" + target + "', which is not there");
        }
    }

    /** Anything without data: a symbolic link or a device. */
    void entry(String path) throws IOException {
        while (!path.startsWith(folders.element().prefix)) {
            folders.pop();
        }
        Folder folder = folders.element();
        String name = path.substring(folder.prefix.length());
        boolean plain = !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.indexOf('/') < 0
                && name.indexOf('\0') < 0;
        if (!plain) {
            throw new IOException("the builder sent the path '" + path + "', which is not in a folder it sent before");
        }
        if (!folder.last.isEmpty() && DiskName.compare(folder.last, name) >= 0) {
            throw new IOException("the builder sent '" + path + "' out of order");
        }
        folder.last = name;
    }
}
