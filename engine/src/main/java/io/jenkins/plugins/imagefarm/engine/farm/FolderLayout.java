package io.jenkins.plugins.imagefarm.engine.farm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A layout that is a folder. */
final class FolderLayout implements Layout {
    private final Path destination;
    private final WorkFolder work;
    private final Path layout;

    /** @param destination is not there yet, or an empty folder */
    FolderLayout(Path destination) throws IOException {
        this.destination = destination;
        this.work = WorkFolder.beside(destination);
        this.layout = Files.createDirectory(work.path().resolve("layout"));
    }

    @Override
    public void add(String path, byte[] content) throws IOException {
        Files.write(place(path), content);
    }

    @Override
    public void add(String path, Path content) throws IOException {
        Files.move(content, place(path), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path place(String path) throws IOException {
        Path file = layout.resolve(path);
        Files.createDirectories(file.getParent());
        return file;
    }

    @Override
    public Path workplace() {
        return work.path();
    }

    @Override
    public void commit() throws IOException {
        Files.deleteIfExists(destination);
        Files.move(layout, destination, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        work.close();
    }
}
