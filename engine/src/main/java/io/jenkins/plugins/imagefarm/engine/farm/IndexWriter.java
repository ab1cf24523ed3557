package io.jenkins.plugins.imagefarm.engine.farm;

import io.jenkins.plugins.imagefarm.engine.api.Annotation;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageFormat;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.registry.Descriptor;
import io.jenkins.plugins.imagefarm.engine.registry.ImageIndex;
import io.jenkins.plugins.imagefarm.engine.registry.Manifest;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one image of manifests that were pushed by digest: an index under every tag of a destination.
 *
 * <p>The index is an OCI one unless Docker's list is asked for, or every manifest is Docker's and there is nothing that a list cannot
 * hold; that is also what buildx's imagetools does. Registries and clients take Docker's manifests in an OCI index, and not always OCI's in
 * a list. It comes into every repository by its digest first, and then under its tags, so that no tag is moved if one repository
 * refuses it. Even a single platform gets an index: what a tag names does not depend on how many nodes answered.
 */
final class IndexWriter {
    private static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    private final RegistryClient registry;
    private final Cancellation cancellation;

    IndexWriter(RegistryClient registry, Cancellation cancellation) {
        this.registry = registry;
        this.cancellation = cancellation;
    }

    /**
     * Brings the index into every repository, as yet without a name.
     *
     * @param manifests by platform, in the order they are to have; each is in every repository of the destination
     * @param attestations about them, in the same repositories
     * @throws ProblemException if a registry does not have a manifest or does not take the index
     * @throws CancelledException if it was cancelled before all was written
     */
    Manifest write(Destination destination, Map<Platform, Digest> manifests, Map<Platform, Digest> attestations) {
        ImageReference first = destination.tags().get(0);
        List<Descriptor> entries = new ArrayList<>();
        manifests.forEach((platform, digest) -> entries.add(read(first, digest)
                .descriptor(platform, annotations(destination, Annotation.Level.MANIFEST_DESCRIPTOR, platform))));
        manifests.forEach((platform, digest) -> {
            if (attestations.containsKey(platform)) {
                Manifest about = read(first, attestations.get(platform));
                entries.add(about.descriptor(null, Descriptor.attestationOf(digest)));
            }
        });
        Map<String, String> annotations = annotations(destination, Annotation.Level.INDEX, null);
        Manifest index = new ImageIndex(entries).manifest(mediaType(destination, entries), annotations);
        Map<String, ImageReference> repositories = new LinkedHashMap<>();
        destination.tags().forEach(tag -> repositories.putIfAbsent(tag.name(), tag));
        for (ImageReference repository : repositories.values()) {
            if (repository != first) {
                entries.forEach(entry -> requirePresent(repository, entry.digest()));
            }
            put(byDigest(repository, index.digest()), index);
        }
        return index;
    }

    private static Map<String, String> annotations(Destination of, Annotation.Level level, Platform platform) {
        return Annotation.of(level, platform, of.annotations());
    }

    /** Gives the index all its tags. */
    void name(Destination destination, Manifest index) {
        destination.tags().forEach(tag -> put(tag, index));
    }

    private static String mediaType(Destination destination, List<Descriptor> entries) {
        boolean allDocker = entries.stream().allMatch(entry -> entry.mediaType().equals(DOCKER_MANIFEST));
        boolean list = destination.format() == null && destination.annotations().isEmpty() && allDocker;
        if (destination.format() != ImageFormat.DOCKER && !list) {
            return ImageIndex.OCI;
        }
        if (!allDocker) {
            throw new ProblemException(Problem.user(
                    "A manifest list in Docker's format was asked for, and a node made an OCI manifest",
                    "Use format oci, or other nodes."));
        }
        return ImageIndex.DOCKER;
    }

    private Manifest read(ImageReference repository, Digest digest) {
        checkNotCancelled();
        ImageReference image = byDigest(repository, digest);
        return registry.read(image).orElseThrow(() -> missing(image));
    }

    private void requirePresent(ImageReference repository, Digest digest) {
        checkNotCancelled();
        ImageReference image = byDigest(repository, digest);
        if (registry.manifest(image).isEmpty()) {
            throw missing(image);
        }
    }

    private static ProblemException missing(ImageReference image) {
        return new ProblemException(
                Problem.service("The registry does not have " + image + ", which a node has just pushed", ""));
    }

    private void put(ImageReference image, Manifest index) {
        checkNotCancelled();
        registry.put(image, index);
    }

    private void checkNotCancelled() {
        if (cancellation.isCancelled()) {
            throw new CancelledException();
        }
    }

    private static ImageReference byDigest(ImageReference repository, Digest digest) {
        return new ImageReference(repository.registry(), repository.repository(), null, digest);
    }
}
