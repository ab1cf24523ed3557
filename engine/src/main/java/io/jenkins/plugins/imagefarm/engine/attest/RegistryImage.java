package io.jenkins.plugins.imagefarm.engine.attest;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ImageRepository;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Path;

/** An image that was pushed. */
record RegistryImage(RegistryClient registry, ImageRepository repository) implements ImageContent {
    @Override
    public Manifest manifest(Digest digest) throws IOException {
        ImageReference name = repository.pinned(digest);
        return registry.read(name).orElseThrow(() -> new IOException("the registry does not have " + name));
    }

    @Override
    public void copy(Digest digest, Path file) {
        registry.download(repository.pinned(digest), digest, file);
    }
}
