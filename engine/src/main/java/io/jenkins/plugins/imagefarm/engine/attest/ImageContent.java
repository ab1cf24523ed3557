package io.jenkins.plugins.imagefarm.engine.attest;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import java.io.IOException;
import java.nio.file.Path;

/** Where an image is kept. */
interface ImageContent {
    /**
     * A manifest or index.
     *
     * @throws IOException if it is not there
     */
    Manifest manifest(Digest digest) throws IOException;

    /** Of a blob, into a file that is not there yet. */
    void copy(Digest digest, Path file) throws IOException;
}
