package io.jenkins.plugins.imagefarm.engine.registry;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.RegistryMirror;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads images from the mirrors of their registries, and from the registries themselves what no mirror gives. One line tells of each mirror
 * that fails; to lack an image is no failure. Safe for many threads.
 */
public final class MirroredReads {
    private final RegistryClient client;
    private final Registries registries;
    private final Consumer<String> console;
    private final Set<RegistryMirror> told = ConcurrentHashMap.newKeySet();

    MirroredReads(RegistryClient client, Registries registries, Consumer<String> console) {
        this.client = client;
        this.registries = registries;
        this.console = console;
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
                // Whatever is wrong with it, the registry has the last word.
                if (told.add(mirror)) {
                    console.accept("WARNING: the mirror " + mirror + " is passed over: "
                            + e.problem().cause());
                }
            }
        }
        return read.apply(image);
    }
}
