package io.jenkins.plugins.imagefarm.engine.attest;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.archive.TarFiles;
import io.jenkins.plugins.imagefarm.engine.registry.ImageIndex;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import java.io.IOException;
import java.nio.file.Path;

/** An image in an archive, as the output {@code type=oci} writes it. */
record ArchivedImage(TarFiles files) implements ImageContent {
    private static final String INDEX = "index.json";

    /** All names that an archive has are of one image. */
    Digest digest() throws IOException {
        return ImageIndex.parse(files.read(INDEX)).stream()
                .flatMap(index -> index.manifests().stream())
                .findFirst()
                .orElseThrow(() -> new IOException("its " + INDEX + " names no image"))
                .digest();
    }

    @Override
    public Manifest manifest(Digest digest) throws IOException {
        byte[] content = files.read(path(digest));
        return new Manifest(new Manifest("", content).json().path("mediaType").asText(), content);
    }

    @Override
    public void copy(Digest digest, Path file) throws IOException {
        files.copy(path(digest), file);
    }

    private static String path(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }
}
