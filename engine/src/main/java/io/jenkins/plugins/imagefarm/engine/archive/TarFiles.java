package io.jenkins.plugins.imagefarm.engine.archive;

import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** The regular files of a tar archive that is not compressed, each read from where it stands. */
public final class TarFiles implements Closeable {
    private static final int LONGEST_TEXT = 16 << 20;

    private final FileChannel archive;
    private final Map<String, Span> spans = new HashMap<>();

    private record Span(long start, long size) {}

    /** @throws IOException if the archive cannot be read, or is none */
    public TarFiles(Path archive) throws IOException {
        this.archive = FileChannel.open(archive);
        try {
            TarReader reader = new TarReader(Channels.newInputStream(this.archive));
            for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
                if (entry.type() == TarEntry.REGULAR) {
                    spans.put(DiskName.decode(entry.name()), new Span(this.archive.position(), entry.size()));
                }
            }
        } catch (IOException e) {
            this.archive.close();
            throw e;
        }
    }

    /** @throws IOException if there is no such file, or it is longer than what fits into memory */
    public byte[] read(String name) throws IOException {
        Span span = span(name);
        if (span.size > LONGEST_TEXT) {
            throw new IOException(name + " is longer than expected");
        }
        archive.position(span.start);
        return Channels.newInputStream(archive).readNBytes((int) span.size);
    }

    /**
     * @param target that is not there yet
     * @throws IOException if there is no such file, or it cannot be written
     */
    public void copy(String name, Path target) throws IOException {
        Span span = span(name);
        try (FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long done = 0; done < span.size; ) {
                long copied = archive.transferTo(span.start + done, span.size - done, out);
                if (copied <= 0) {
                    throw new IOException("it ends within a file");
                }
                done += copied;
            }
        }
    }

    private Span span(String name) throws NoSuchFileException {
        Span span = spans.get(name);
        if (span == null) {
            throw new NoSuchFileException(name);
        }
        return span;
    }

    @Override
    public void close() throws IOException {
        archive.close();
    }
}
