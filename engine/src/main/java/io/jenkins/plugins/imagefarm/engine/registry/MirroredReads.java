package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.RegistryMirror;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Reads images from the mirrors of their registries, and from the registries themselves what no mirror gives. */
public final class MirroredReads {
    private final RegistryClient client;
    private final Registries registries;

    MirroredReads(RegistryClient client, Registries registries) {
        this.client = client;
        this.registries = registries;
    }

    /** As {@link RegistryClient#read}. */
    public Optional<Manifest> read(ImageReference image) {
        return first(image, client::read);
    }

    /** As {@link RegistryClient#download}. */
    public void download(ImageReference repository, Digest blob, Path file) {
        first(repository, name -> {
            client.download(name, blob, file);
            return Optional.of(file);
        });
    }

    private <T> Optional<T> first(ImageReference image, Function<ImageReference, Optional<T>> read) {
        for (RegistryMirror mirror : registries.mirrorsOf(new RegistryHost(image.registry()))) {
            try {
                Optional<T> found = read.apply(mirror.of(image));
                if (found.isPresent()) {
                    return found;
                }
            } catch (ProblemException e) {
                // Whatever is wrong with a mirror, the registry has the last word.
            }
        }
        return read.apply(image);
    }
}
