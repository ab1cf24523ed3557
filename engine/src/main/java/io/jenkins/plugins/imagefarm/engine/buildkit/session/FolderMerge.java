package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Stat;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Moves a tree into a folder on the same disk. What is there already and not in the tree stays; what is in both is
 * replaced, folders excepted, which become one.
 */
final class FolderMerge {
    private final Path from;
    private final Path to;
    private final Map<String, Stat> folders;

    /** @param folders modes and times of the tree's folders, by their paths, outer ones first */
    FolderMerge(Path from, Path to, Map<String, Stat> folders) {
        this.from = from;
        this.to = to;
        this.folders = folders;
    }

    void run() throws IOException {
        move(from, to);
        List<String> innerFirst = new ArrayList<>(folders.keySet());
        Collections.reverse(innerFirst);
        for (String path : innerFirst) {
            FileMetadata.apply(DiskName.resolve(to, path), folders.get(path));
        }
    }

    private static void move(Path source, Path target) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(source)) {
            for (Path entry : entries) {
                Path place = target.resolve(entry.getFileName());
                if (isFolder(entry) && isFolder(place)) {
                    move(entry, place);
                } else {
                    replace(entry, place);
                }
            }
        }
    }

    private static void replace(Path entry, Path place) throws IOException {
        if (isFolder(place) || isFolder(entry) && Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            Removal.of(place);
        }
        Files.move(entry, place, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
