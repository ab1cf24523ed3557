package io.jenkins.plugins.imagefarm.engine.archive;

import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.GZIPInputStream;

/**
 * Writes the files of a tar archive into a folder. Whatever the archive says, nothing is written outside the folder or through a link.
 * Owners are not kept, as a build gives files its own; devices and pipes are refused.
 *
 * @param root an empty folder
 */
public record TarFolder(Path root, Cancellation cancellation) {
    /** May read, write and look into a folder, so that it can be removed. */
    private static final int OWNER = 0700;

    /** A folder's mode and time, once nothing is written into it any more. */
    private record Finish(Path folder, TarEntry entry) {}

    /**
     * @param archive as it is, or compressed by gzip
     * @throws IOException whose message says what is wrong with the archive, or that a file cannot be written
     * @throws CancelledException as soon as the build is cancelled
     */
    public void write(InputStream archive) throws IOException {
        TarReader tar = new TarReader(unpacked(archive));
        Deque<Finish> folders = new ArrayDeque<>();
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (cancellation.isCancelled()) {
                throw new CancelledException();
            }
            Path path = place(entry);
            if (entry.type() == TarEntry.FOLDER) {
                makeFolder(path);
                folders.push(new Finish(path, entry));
            } else {
                write(entry, path, tar.content());
            }
        }
        for (Finish each : folders) {
            apply(each.entry, OWNER, each.folder);
        }
    }

    private static InputStream unpacked(InputStream archive) throws IOException {
        BufferedInputStream in = new BufferedInputStream(archive);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new BufferedInputStream(new GZIPInputStream(in)) : in;
    }

    private void write(TarEntry entry, Path path, InputStream content) throws IOException {
        makeFolder(path.getParent());
        Files.deleteIfExists(path); // a later entry counts
        switch (entry.type()) {
            case TarEntry.REGULAR -> {
                Files.copy(content, path);
                apply(entry, 0, path);
            }
            case TarEntry.SYMLINK -> {
                Files.createSymbolicLink(path, DiskName.path(DiskName.decode(entry.link())));
                setTime(entry, path);
            }
            case TarEntry.HARD_LINK -> {
                Path first = place(DiskName.decode(entry.link()));
                if (!Files.isRegularFile(first, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException("'" + name(entry) + "' is a link to what is no file of it");
                }
                Files.createLink(path, first);
            }
            default -> throw new IOException("'" + name(entry) + "' is a device or a pipe");
        }
    }

    private void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(
                        "'" + DiskName.of(root.relativize(folder)) + "' is a folder of it, and no folder");
            }
            makeFolder(folder.getParent());
            Files.createDirectory(folder);
        }
    }

    private Path place(TarEntry entry) throws IOException {
        return place(name(entry));
    }

    private Path place(String name) throws IOException {
        Path path = root;
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw new IOException("'" + name + "' leaves it");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path = path.resolve(DiskName.path(part));
            }
        }
        if (path.equals(root) && !name.endsWith("/") && !name.endsWith(".")) {
            throw new IOException("it has a file without a name");
        }
        return path;
    }

    private static String name(TarEntry entry) {
        return DiskName.decode(entry.name());
    }

    /** @param always permissions that it has in any case */
    private static void apply(TarEntry entry, int always, Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Files.setAttribute(path, "unix:mode", entry.permissions() | always);
        }
        setTime(entry, path);
    }

    private static void setTime(TarEntry entry, Path path) throws IOException {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(FileTime.from(Instant.ofEpochSecond(entry.modifiedSeconds())), null, null);
    }
}
