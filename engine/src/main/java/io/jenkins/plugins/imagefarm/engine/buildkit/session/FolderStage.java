package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Stat;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import io.jenkins.plugins.imagefarm.engine.source.FileProblem;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a tree of files is put together: a folder of its own inside the destination, so that it is on the same disk, and
 * so that nothing that was there before, such as a link, can lead a file elsewhere.
 */
final class FolderStage {
    private final Path destination;
    private final boolean destinationIsNew;
    private final Path root;
    private final Map<Integer, Incoming> incoming = new HashMap<>();
    private final Map<String, Stat> folders = new LinkedHashMap<>();

    /** A file whose data is not complete. */
    private static final class Incoming implements Closeable {
        private final Path path;
        private final Stat stat;
        private FileChannel out;

        Incoming(Path path, Stat stat) {
            this.path = path;
            this.stat = stat;
        }

        void write(ByteBuffer data) throws IOException {
            if (out == null) {
                // Only now: many files may be waiting for their data.
                out = FileChannel.open(path, StandardOpenOption.WRITE);
            }
            while (data.hasRemaining()) {
                out.write(data);
            }
        }

        @Override
        public void close() throws IOException {
            if (out != null) {
                out.close();
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private FolderStage(Path destination, boolean destinationIsNew, Path root) {
        this.destination = destination;
        this.destinationIsNew = destinationIsNew;
        this.root = root;
    }

    static FolderStage in(Path folder) {
        try {
            boolean isNew = !Files.exists(folder);
            if (isNew) {
                Files.createDirectories(folder);
            }
            Path destination = folder.toRealPath();
            return new FolderStage(destination, isNew, Files.createDirectory(PartName.in(destination)));
        } catch (IOException e) {
            throw FileProblem.writing(folder.toString(), e);
        }
    }

    private Path at(String path) {
        return DiskName.resolve(root, path);
    }

    private void write(String path, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw FileProblem.writing(DiskName.of(DiskName.resolve(destination, path)), e);
        }
    }

    /** Its mode comes at the very end: it may forbid to write into the folder. */
    void folder(String path, Stat stat) {
        write(path, () -> Files.createDirectory(at(path)));
        folders.put(path, stat);
    }

    void symlink(String path, String target, Stat stat) {
        write(path, () -> {
            Files.createSymbolicLink(at(path), DiskName.path(target));
            FileMetadata.applyTime(at(path), stat);
        });
    }

    void hardLink(String path, String target) {
        write(path, () -> Files.createLink(at(path), at(target)));
    }

    /** Makes the file, so that there can be links to it; its data follows. */
    void file(int id, String path, Stat stat) {
        write(path, () -> Files.createFile(at(path)));
        incoming.put(id, new Incoming(at(path), stat));
    }

    void append(int id, ByteBuffer data) throws IOException {
        Incoming file = waiting(id);
        write(relative(file), () -> file.write(data));
    }

    void complete(int id) throws IOException {
        Incoming file = waiting(id);
        incoming.remove(id);
        write(relative(file), () -> {
            file.close();
            FileMetadata.apply(file.path, file.stat);
        });
    }

    private Incoming waiting(int id) throws IOException {
        Incoming file = incoming.get(id);
        if (file == null) {
            throw new IOException("the builder sent data that was not asked for");
        }
        return file;
    }

    private static String relative(Incoming file) {
        return DiskName.decode(file.stat.getPath().toByteArray());
    }

    /** Moves everything to the destination, into the folders that are there already. */
    void commit() {
        write("", () -> {
            new FolderMerge(root, destination, folders).run();
            Removal.of(root);
        });
    }

    void discard() {
        try {
            for (Incoming file : incoming.values()) {
                file.close();
            }
            if (Files.exists(root)) {
                Removal.of(root);
            }
            if (destinationIsNew) {
                Files.delete(destination);
            }
        } catch (IOException e) {
            // It stays, under a name that says whose it is; the failure that led here is the one to tell.
        }
        incoming.clear();
    }
}
