package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.archive.TarEntry;
import io.jenkins.plugins.imagefarm.engine.archive.TarWriter;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A layout that is a tar archive. */
final class ArchiveLayout implements Layout {
    private static final int READABLE = 0644;

    private final Path destination;
    private final WorkFolder work;
    private final Path archive;
    private final OutputStream out;
    private final TarWriter tar;

    ArchiveLayout(Path destination) throws IOException {
        this.destination = destination;
        this.work = WorkFolder.beside(destination);
        this.archive = work.path().resolve("archive.tar");
        this.out = new BufferedOutputStream(Files.newOutputStream(archive));
        this.tar = new TarWriter(out);
    }

    @Override
    public void add(String path, byte[] content) throws IOException {
        tar.add(TarEntry.file(path, READABLE, content.length), new ByteArrayInputStream(content));
    }

    @Override
    public void add(String path, Path content) throws IOException {
        try (InputStream in = Files.newInputStream(content)) {
            tar.add(TarEntry.file(path, READABLE, Files.size(content)), in);
        }
        Files.delete(content);
    }

    @Override
    public Path workplace() {
        return work.path();
    }

    @Override
    public void commit() throws IOException {
        tar.end();
        out.close();
        Files.move(archive, destination, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            work.close();
        }
    }
}
