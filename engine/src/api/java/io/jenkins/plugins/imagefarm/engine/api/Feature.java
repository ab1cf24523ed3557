package io.jenkins.plugins.imagefarm.engine.api;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What not every builder can do. A request that needs it goes only to builders that have it. */
public enum Feature {
    /** Several platforms in one build. */
    SEVERAL_PLATFORMS("several platforms in one build"),
    /** {@code RUN --mount=type=secret}. */
    SECRETS("secrets"),
    /** Further build contexts, by name. */
    CONTEXTS("named build contexts"),
    /** Run the steps of some stages again. */
    NO_CACHE_FILTER("noCacheFilter"),
    /** Read a Dockerfile without building it. */
    CALL("call, which reads a Dockerfile without building it"),
    /** A size of {@code /dev/shm} that is chosen. */
    SHM_SIZE("the size of /dev/shm"),
    /** Limits of the processes of steps. */
    ULIMITS("ulimits"),
    /** Entitlements that a Dockerfile asks for. */
    ENTITLEMENTS("entitlements (allow)"),
    /** {@code RUN --mount=type=ssh}. */
    SSH("SSH keys for steps (ssh)"),
    /** Attestations about how an image was made. */
    ATTESTATIONS("attestations"),
    /** An image that is dated, with files that keep their own dates. */
    SOURCE_DATE("sourceDateEpoch without rewriteTimestamp"),
    /** Files of layers that are dated as the image. */
    REWRITE_TIMESTAMP("rewriteTimestamp"),
    /** Push a manifest by its digest, without naming it; other builders give it a technical tag, which stays in the registry. */
    PUSH_BY_DIGEST("push by digest"),
    /** Annotations of the manifest. */
    ANNOTATIONS("annotations"),
    /** Annotations of what refers to a manifest or index. */
    DESCRIPTOR_ANNOTATIONS("annotations of descriptors"),
    /** OCI's media types, where they are asked for; every builder makes Docker's. */
    FORMAT_OCI("the image format oci"),
    /** More than one of: a push, and each output. */
    SEVERAL_OUTPUTS("several outputs of one build"),
    /** The output {@code type=oci}. */
    OUTPUT_OCI("the output type=oci"),
    /** The output {@code type=docker}. */
    OUTPUT_DOCKER("the output type=docker"),
    /** The outputs {@code type=local} and {@code type=tar}. */
    OUTPUT_FILES("the outputs type=local and type=tar");

    private final String text;

    Feature(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** What that request needs of a builder that builds all of it. */
    public static Set<Feature> neededOfOne(BuildRequest request, Secrets secrets) {
        Set<Feature> needed = neededBy(request, secrets);
        if (request.recipe().platforms().size() > 1) {
            needed.add(SEVERAL_PLATFORMS);
        }
        List<Output> outputs = request.destination().outputs();
        boolean pushApart = request.destination().push()
                && outputs.stream().noneMatch(output -> output.type() == Output.Type.IMAGE);
        if (outputs.size() + (pushApart ? 1 : 0) > 1) {
            needed.add(SEVERAL_OUTPUTS);
        }
        return needed;
    }

    /**
     * What that request needs on every node; several platforms are no need, since they can be built one by one. What a farm pushes it
     * makes one image of by itself, also as an output.
     */
    public static Set<Feature> neededBy(BuildRequest request, Secrets secrets) {
        return neededBy(request, !secrets.values().isEmpty());
    }

    /** The same for one who has no secrets at hand, but knows whether there are any. */
    public static Set<Feature> neededBy(BuildRequest request, boolean secrets) {
        Set<Feature> needed = EnumSet.noneOf(Feature.class);
        boolean joined = request.farm() != null
                && !request.farm().rules().oneNode()
                && request.destination().push();
        if (secrets) {
            needed.add(SECRETS);
        }
        if (!request.source().contexts().isEmpty()) {
            needed.add(CONTEXTS);
        }
        if (!request.call().isBuild()) {
            needed.add(CALL);
        }
        needed.addAll(neededBy(request.recipe()));
        if (!request.destination().annotations().isEmpty()) {
            needed.add(ANNOTATIONS);
        }
        if (!joined
                && request.destination().annotations().stream()
                        .anyMatch(annotation -> annotation.level().isOfDescriptor())) {
            needed.add(DESCRIPTOR_ANNOTATIONS);
        }
        if (request.destination().format() == ImageFormat.OCI) {
            needed.add(FORMAT_OCI);
        }
        for (Output output : request.destination().outputs()) {
            switch (output.type()) {
                case OCI -> {
                    if (!joined) {
                        needed.add(OUTPUT_OCI);
                    }
                }
                case DOCKER -> needed.add(OUTPUT_DOCKER);
                case LOCAL, TAR -> needed.add(OUTPUT_FILES);
                case IMAGE -> {
                    // Every builder keeps images.
                }
            }
        }
        return needed;
    }

    private static Set<Feature> neededBy(Recipe recipe) {
        Set<Feature> needed = EnumSet.noneOf(Feature.class);
        if (!recipe.attestations().isEmpty()) {
            needed.add(ATTESTATIONS);
        }
        if (recipe.sourceDate() != null) {
            needed.add(recipe.sourceDate().rewrite() ? REWRITE_TIMESTAMP : SOURCE_DATE);
        }
        if (!recipe.noCacheFilter().isEmpty()) {
            needed.add(NO_CACHE_FILTER);
        }
        if (recipe.run().shmSize() != null) {
            needed.add(SHM_SIZE);
        }
        if (!recipe.run().ulimits().isEmpty()) {
            needed.add(ULIMITS);
        }
        if (!recipe.run().ssh().isEmpty()) {
            needed.add(SSH);
        }
        if (!recipe.run().allow().isEmpty()) {
            needed.add(ENTITLEMENTS);
        }
        return needed;
    }
}
