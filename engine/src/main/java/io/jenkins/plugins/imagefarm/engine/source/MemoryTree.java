package io.jenkins.plugins.imagefarm.engine.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One folder of files that exist in memory only, such as a Dockerfile given as text. */
public final class MemoryTree implements FileTree {
    private final Map<String, byte[]> files;
    private final long modifiedNanos;

    /** @param files contents by name; names without {@code /} */
    public MemoryTree(Map<String, byte[]> files) {
        this.files = Map.copyOf(files);
        // A builder that holds an older file of this name and size keeps it unless the time has changed.
        Instant now = Instant.now();
        this.modifiedNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public FileNode root() {
        return new MemoryNode("");
    }

    private final class MemoryNode implements FileNode {
        private final String name;

        MemoryNode(String name) {
            this.name = name;
        }

        private byte[] content() throws IOException {
            byte[] content = files.get(name);
            if (content == null) {
                throw new NoSuchFileException(name);
            }
            return content;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public FileStat stat() throws IOException {
            return name.isEmpty()
                    ? new FileStat(FileType.FOLDER, 0755, 0, modifiedNanos, "", null, 0, 0, Map.of())
                    : new FileStat(FileType.REGULAR, 0644, content().length, modifiedNanos, "", null, 0, 0, Map.of());
        }

        @Override
        public List<FileNode> children() throws IOException {
            if (!name.isEmpty()) {
                throw new NotDirectoryException(name);
            }
            return files.keySet().stream()
                    .sorted(DiskName::compare)
                    .<FileNode>map(MemoryNode::new)
                    .toList();
        }

        @Override
        public FileNode find(String path) {
            return new MemoryNode(path);
        }

        @Override
        public InputStream open() throws IOException {
            return new ByteArrayInputStream(content());
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
