package io.jenkins.plugins.imagefarm.engine.archive;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.source.FileNode;
import io.jenkins.plugins.imagefarm.engine.source.FileProblem;
import io.jenkins.plugins.imagefarm.engine.source.FileStat;
import io.jenkins.plugins.imagefarm.engine.source.FileTree;
import io.jenkins.plugins.imagefarm.engine.source.FileType;
import io.jenkins.plugins.imagefarm.engine.source.Selection;
import io.jenkins.plugins.imagefarm.engine.source.TreeFilter;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;

/** Writes files into an archive. What cannot be read is a {@link ProblemException}, what cannot be written an IOException. */
public final class TarTree {
    private final TarWriter tar;
    private final Cancellation cancellation;
    private final String prefix;
    private final Owner owner;
    private final Map<FileStat.Inode, byte[]> firstNames = new HashMap<>();

    /** At the top of the archive, of root. */
    public TarTree(TarWriter tar, Cancellation cancellation) {
        this(tar, cancellation, "", Owner.ROOT);
    }

    /** @param prefix of all names in the archive */
    public TarTree(TarWriter tar, Cancellation cancellation, String prefix, Owner owner) {
        this.tar = tar;
        this.cancellation = cancellation;
        this.prefix = prefix;
        this.owner = owner;
    }

    /** All files that are wanted of the tree, without its root. */
    public void writeTree(FileTree tree, Selection selection) throws IOException {
        FileNode root = read(tree::root);
        TreeFilter filter = read(() -> new TreeFilter(root, selection));
        try {
            filter.walk((path, stat) -> {
                try {
                    write(root.find(path), path, stat);
                } catch (IOException e) {
                    throw new WriteFailure(e);
                }
            });
        } catch (WriteFailure e) {
            throw e.cause;
        } catch (IOException e) {
            throw new ProblemException(FileProblem.of(e), e);
        }
    }

    public void writeFolder(String path) throws IOException {
        tar.add(TarEntry.folder(prefix + path, 0700).of(owner));
    }

    public void writeFile(String path, byte[] content) throws IOException {
        tar.add(TarEntry.file(prefix + path, 0600, content.length).of(owner), new ByteArrayInputStream(content));
    }

    private void write(FileNode file, String path, FileStat stat) throws IOException {
        if (cancellation.isCancelled()) {
            throw new CancelledException();
        }
        if (stat.type() == FileType.SOCKET) {
            return; // is of no use where its server is not
        }
        TarEntry entry = TarEntry.of(prefix + path, stat).of(owner);
        byte[] firstName = stat.inode() == null ? null : firstNames.putIfAbsent(stat.inode(), entry.name());
        if (firstName != null) {
            tar.add(entry.linkedTo(firstName));
        } else if (stat.type() == FileType.REGULAR) {
            writeContent(file, entry);
        } else {
            tar.add(entry);
        }
    }

    private void writeContent(FileNode file, TarEntry entry) throws IOException {
        InputStream content;
        try {
            content = file.open();
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
        try (InputStream guarded = new Content(content, file)) {
            if (!tar.add(entry, guarded)) {
                throw FileProblem.reading(file, new NoSuchFileException(file.toString()));
            }
        }
    }

    /** Reads a file: an error of it is not taken for one of the archive. */
    private final class Content extends FilterInputStream {
        private final FileNode file;

        Content(InputStream in, FileNode file) {
            super(in);
            this.file = file;
        }

        @Override
        public int read(byte[] data, int offset, int length) {
            if (cancellation.isCancelled()) {
                throw new CancelledException();
            }
            try {
                return in.read(data, offset, length);
            } catch (IOException e) {
                throw FileProblem.reading(file, e);
            }
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new ProblemException(FileProblem.of(e), e);
        }
    }

    /** Carries an exception of the archive through the walk, whose own are of the tree. */
    private static final class WriteFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final IOException cause;

        WriteFailure(IOException cause) {
            super(cause);
            this.cause = cause;
        }
    }
}
