package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.archive.Owner;
import io.jenkins.plugins.imagefarm.engine.archive.TarEntry;
import io.jenkins.plugins.imagefarm.engine.archive.TarMove;
import io.jenkins.plugins.imagefarm.engine.container.Container;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;

/**
 * A file that a container has only while its script runs. The image made of the container has in its place what was there before, or an
 * empty file: a container's changes are one layer, which has only what is there in the end. Podman does not tell whose the file was; there
 * it is the assembling user's then.
 */
final class Injected {
    private final Container container;
    private final String path;
    private final Optional<byte[]> before;

    private Injected(Container container, String path) {
        this.container = container;
        this.path = path;
        this.before = container.get("/" + path, InputStream::readAllBytes);
    }

    /**
     * @param absolute where it is to be
     * @param permissions of the file
     */
    static Injected put(Container container, String absolute, byte[] content, int permissions, Owner owner) {
        Injected injected = new Injected(container, absolute.substring(1));
        injected.write(content, permissions, owner);
        return injected;
    }

    private void write(byte[] content, int permissions, Owner owner) {
        container.put(tar ->
                tar.add(TarEntry.file(path, permissions, content.length).of(owner), new ByteArrayInputStream(content)));
    }

    /** Takes it away, when nothing runs in the container any more. */
    void remove() {
        if (before.isEmpty()) {
            write(new byte[0], 0400, Owner.ROOT);
            return;
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        container.put(tar -> new TarMove(name, path, null).copy(new ByteArrayInputStream(before.get()), tar));
    }
}
