package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Map;

/**
 * Where the result goes.
 *
 * @param tags names of the image
 * @param push push it under all of them
 * @param byDigest push it without a name instead: the tags say only into which repositories
 * @param cleanup the builder keeps no image of this build, whichever way it ends; its build cache may stay
 * @param outputs further outputs
 * @param annotations of the manifest and, if there is one, the index
 * @param format of manifests; null for what the builder makes
 * @param metadataFile absolute path for the metadata in buildx's form; null for none
 * @param iidFile absolute path for the image id; null for none
 */
public record Destination(
        List<ImageReference> tags,
        boolean push,
        boolean byDigest,
        boolean cleanup,
        List<Output> outputs,
        Map<String, String> annotations,
        ImageFormat format,
        String metadataFile,
        String iidFile) {
    public Destination {
        tags = tags == null ? List.of() : List.copyOf(tags);
        outputs = outputs == null ? List.of() : List.copyOf(outputs);
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
        if (push && tags.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "There is nothing to push: no tag is given", "Name the image with a tag, or do not push."));
        }
        if (format == ImageFormat.DOCKER && !annotations.isEmpty()) {
            throw new ProblemException(Problem.user(
                    "Docker's image format has no annotations", "Use format oci, or labels instead of annotations."));
        }
        for (String key : annotations.keySet()) {
            if (key.isEmpty() || key.chars().anyMatch(c -> c <= ' ' || c == '=')) {
                throw new ProblemException(Problem.user(
                        "'" + key + "' is not the name of an annotation",
                        "Use a name such as org.opencontainers.image.title, without blanks and '='."));
            }
        }
        if (byDigest && !push) {
            throw new IllegalArgumentException("by digest, but not pushed");
        }
    }

    /** Under its names, in the builder's own format, without annotations. */
    public Destination(
            List<ImageReference> tags, boolean push, List<Output> outputs, String metadataFile, String iidFile) {
        this(tags, push, false, false, outputs, null, null, metadataFile, iidFile);
    }

    /** The same under these names. */
    public Destination named(List<ImageReference> names) {
        return new Destination(names, push, byDigest, cleanup, outputs, annotations, format, metadataFile, iidFile);
    }
}
