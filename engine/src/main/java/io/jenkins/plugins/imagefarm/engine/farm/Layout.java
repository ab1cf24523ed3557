package io.jenkins.plugins.imagefarm.engine.farm;

import java.io.IOException;
import java.nio.file.Path;

/** An OCI image layout that is being written. It is in its place only when it is complete; closing it earlier leaves nothing. */
interface Layout extends AutoCloseable {
    /** @param path in the layout, such as {@code index.json} */
    void add(String path, byte[] content) throws IOException;

    /** @param content is taken: the file may be gone after this */
    void add(String path, Path content) throws IOException;

    /** Where files may be put that will be added. */
    Path workplace();

    void commit() throws IOException;

    @Override
    void close() throws IOException;
}
