package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where the result goes.
 *
 * @param tags names of the image
 * @param repositories in which it gets names: those of the tags, and any in which it gets none but its source's commit
 * @param push push it under all of them
 * @param skipIfExists build nothing if the image is to be pushed, and all its names are in their registries already
 * @param byDigest push it without a name instead: the tags say only into which repositories
 * @param cleanup the builder keeps no image of this build, whichever way it ends; its build cache may stay
 * @param outputs further outputs
 * @param annotations of the image
 * @param format of manifests; null for what the builder makes
 * @param metadataFile absolute path for the metadata in buildx's form; null for none
 * @param iidFile absolute path for the image id; null for none
 */
public record Destination(
        List<ImageReference> tags,
        List<ImageRepository> repositories,
        boolean push,
        boolean skipIfExists,
        boolean byDigest,
        boolean cleanup,
        List<Output> outputs,
        List<Annotation> annotations,
        ImageFormat format,
        String metadataFile,
        String iidFile) {
    public Destination {
        tags = tags == null ? List.of() : List.copyOf(tags);
        repositories = Stream.concat(
                        tags.stream().map(ImageReference::in),
                        repositories == null ? Stream.of() : repositories.stream())
                .distinct()
                .toList();
        outputs = outputs == null ? List.of() : List.copyOf(outputs);
        annotations = annotations == null ? List.of() : List.copyOf(annotations);
        if (push && repositories.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "There is nothing to push: no tag is given", "Name the image with a tag, or do not push."));
        }
        if (format == ImageFormat.DOCKER && !annotations.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "Docker's image format has no annotations", "Use format oci, or labels instead of annotations."));
        }
        if (byDigest && !push) {
            throw new IllegalArgumentException("by digest, but not pushed");
        }
    }

    /** Under its names, whatever is there already. */
    public Destination(
            List<ImageReference> tags,
            boolean push,
            boolean byDigest,
            boolean cleanup,
            List<Output> outputs,
            List<Annotation> annotations,
            ImageFormat format,
            String metadataFile,
            String iidFile) {
        this(tags, null, push, false, byDigest, cleanup, outputs, annotations, format, metadataFile, iidFile);
    }

    /** The same in the builder's own format, without annotations. */
    public Destination(
            List<ImageReference> tags, boolean push, List<Output> outputs, String metadataFile, String iidFile) {
        this(tags, push, false, false, outputs, null, null, metadataFile, iidFile);
    }

    /** The same under these names. */
    public Destination named(List<ImageReference> names) {
        return with(names, skipIfExists);
    }

    /** The same for an image that is not there, as was seen by looking. */
    public Destination lookedFor() {
        return with(tags, false);
    }

    private Destination with(List<ImageReference> names, boolean skip) {
        return new Destination(
                names,
                repositories,
                push,
                skip,
                byDigest,
                cleanup,
                outputs,
                annotations,
                format,
                metadataFile,
                iidFile);
    }

    /** The same for a result that is no image: it is only told of. */
    public Destination nowhere() {
        return new Destination(List.of(), false, List.of(), metadataFile, null);
    }

    /** Whether nothing but a push is wanted, so that there is nothing to do if that has been done. */
    public boolean isOnlyPush() {
        return push && outputs.stream().allMatch(output -> output.type() == Output.Type.IMAGE);
    }
}
