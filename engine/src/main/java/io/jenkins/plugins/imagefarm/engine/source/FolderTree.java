package io.jenkins.plugins.imagefarm.engine.source;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder on disk as it is at the moment it is asked. */
public final class FolderTree implements FileTree {
    private final Path folder;

    public FolderTree(Path folder) {
        this.folder = folder;
    }

    /** @param folder an absolute path; it may hold characters that the locale of this process does not know */
    public FolderTree(String folder) {
        this(DiskName.path(folder));
    }

    @Override
    public FileNode root() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new ProblemException(Problem.user(
                    "The folder " + DiskName.of(folder)
                            + (Files.exists(folder) ? " is not a folder" : " does not exist"),
                    "Check the path of the build context."));
        }
        return new DiskNode(folder.toRealPath(), "", new StatReader());
    }

    /** @param name relative to the folder; empty for the root */
    private record DiskNode(Path folder, String name, StatReader reader) implements FileNode {
        private Path path() {
            return name.isEmpty() ? folder : DiskName.resolve(folder, name);
        }

        @Override
        public FileStat stat() throws IOException {
            return reader.read(path());
        }

        @Override
        public List<FileNode> children() throws IOException {
            Path path = path();
            List<FileNode> nodes = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    nodes.add(new DiskNode(path, DiskName.of(entry.getFileName()), reader));
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            nodes.sort((one, other) -> DiskName.compare(one.name(), other.name()));
            return nodes;
        }

        @Override
        public FileNode find(String path) {
            return new DiskNode(path(), path, reader);
        }

        @Override
        public InputStream open() throws IOException {
            // Not through a link that has taken the file's place since it was listed.
            return Files.newInputStream(path(), LinkOption.NOFOLLOW_LINKS);
        }

        @Override
        public String toString() {
            return DiskName.of(path());
        }
    }
}
