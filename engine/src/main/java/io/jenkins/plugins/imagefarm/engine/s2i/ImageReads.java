package io.jenkins.plugins.imagefarm.engine.s2i;

import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Reads several images at the same time, since each takes some answers of a registry, one after the other. */
final class ImageReads {
    private final ImageReader reader;
    private final Map<ImageReference, CompletableFuture<Optional<ImageMetadata>>> reads = new HashMap<>();

    ImageReads(ImageReader reader) {
        this.reader = reader;
    }

    /** It may be needed. */
    void begin(ImageReference image) {
        reads.computeIfAbsent(
                image, unused -> CompletableFuture.supplyAsync(() -> reader.read(image), ImageReads::run));
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "image-read");
        thread.setDaemon(true);
        thread.start();
    }

    /** As {@link ImageReader#read}. */
    Optional<ImageMetadata> read(ImageReference image) {
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
