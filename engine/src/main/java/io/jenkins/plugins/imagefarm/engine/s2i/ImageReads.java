package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.S2iPullPolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The images of registries, of which several are read at the same time: each takes some answers, one after the other. What a builder
 * would pull makes no difference.
 */
final class ImageReads implements ImageSource {
    private final ImageReader reader;
    private final Map<ImageReference, CompletableFuture<Optional<ImageMetadata>>> reads = new HashMap<>();

    ImageReads(ImageReader reader) {
        this.reader = reader;
    }

    @Override
    public void begin(ImageReference image) {
        reads.computeIfAbsent(
                image, unused -> CompletableFuture.supplyAsync(() -> reader.read(image), ImageReads::run));
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "image-read");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Optional<ImageMetadata> find(ImageReference image, S2iPullPolicy policy) {
        begin(image);
        try {
            return reads.get(image).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                throw problem;
            }
            throw e;
        }
    }
}
