package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a build ended.
 *
 * @param state a final state
 * @param digest of the manifest or index that the tags name; null if none was made
 * @param imageId the digest of the image's configuration; null for an index, or if none was made
 * @param tags the names given to the image, or that it had already; of the latter those that stand for another image than
 *     {@code digest} say which
 * @param pushed whether it was pushed under them
 * @param platforms what it was built for
 * @param size of the image in its registry; null if it is not there, or the registry did not tell
 * @param parts the same in detail, for each platform that a farm built; empty without a farm
 * @param plan who was to build what on a farm, in the order it was decided; empty without a farm
 * @param moves what was taken from a node that failed, in that order; empty without a farm
 * @param commit that the source was at; null if it was not Git, or not found
 * @param attestations that are with the image, or beside its files
 * @param metadata as buildx writes it to {@code --metadata-file}; of a {@link Call} the frontend's answer, as {@link #ANSWER_JSON} and
 *     {@link #ANSWER_TEXT}
 * @param builder where it was built, for people
 * @param startedAt milliseconds since 1970
 * @param durationMs from start to end
 * @param cachedSteps steps that were not run because the builder had their result
 * @param totalSteps all steps
 * @param warnings of the Dockerfile frontend, one line each
 * @param problem null unless the state is FAILURE
 * @param s2i null unless it was an s2i build
 */
public record BuildResult(
        BuildState state,
        Digest digest,
        Digest imageId,
        List<ImageReference> tags,
        boolean pushed,
        List<Platform> platforms,
        ImageSize size,
        List<BuiltPlatform> parts,
        List<Assignment> plan,
        List<Move> moves,
        String commit,
        List<Statement> attestations,
        Map<String, Object> metadata,
        String builder,
        long startedAt,
        long durationMs,
        int cachedSteps,
        int totalSteps,
        List<String> warnings,
        Problem problem,
        S2iReport s2i) {
    /** In the metadata: what a frontend answered to a call, in the form that BuildKit's {@code frontend/subrequests} has for it. */
    public static final String ANSWER_JSON = "result.json";

    /** In the metadata: the same for people. */
    public static final String ANSWER_TEXT = "result.txt";

    public BuildResult {
        Objects.requireNonNull(state, "state");
        tags = tags == null ? List.of() : List.copyOf(tags);
        platforms = platforms == null ? List.of() : List.copyOf(platforms);
        parts = parts == null ? List.of() : List.copyOf(parts);
        plan = plan == null ? List.of() : List.copyOf(plan);
        moves = moves == null ? List.of() : List.copyOf(moves);
        attestations = attestations == null ? List.of() : List.copyOf(attestations);
        metadata = metadata == null ? Map.of() : metadata;
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
        if (!state.isFinal() || (problem != null) != (state == BuildState.FAILURE)) {
            throw new IllegalArgumentException("a result of state " + state + " with problem " + problem);
        }
    }

    /**
     * A node failed, and its platforms moved to others.
     *
     * @param assignment that it could not carry out
     * @param reason why, one line
     */
    public record Move(Assignment assignment, String reason) {}

    /** Of a build from a Dockerfile, without attestations and size. */
    public BuildResult(
            BuildState state,
            Digest digest,
            Digest imageId,
            List<ImageReference> tags,
            boolean pushed,
            List<Platform> platforms,
            List<BuiltPlatform> parts,
            List<Assignment> plan,
            List<Move> moves,
            String commit,
            Map<String, Object> metadata,
            String builder,
            long startedAt,
            long durationMs,
            int cachedSteps,
            int totalSteps,
            List<String> warnings,
            Problem problem) {
        this(
                state,
                digest,
                imageId,
                tags,
                pushed,
                platforms,
                null,
                parts,
                plan,
                moves,
                commit,
                null,
                metadata,
                builder,
                startedAt,
                durationMs,
                cachedSteps,
                totalSteps,
                warnings,
                problem,
                null);
    }

    /** Of one builder. */
    public BuildResult(
            BuildState state,
            Digest digest,
            Digest imageId,
            List<ImageReference> tags,
            boolean pushed,
            List<Platform> platforms,
            Map<String, Object> metadata,
            String builder,
            long startedAt,
            long durationMs,
            int cachedSteps,
            int totalSteps,
            List<String> warnings,
            Problem problem) {
        this(
                state,
                digest,
                imageId,
                tags,
                pushed,
                platforms,
                null,
                null,
                null,
                null,
                metadata,
                builder,
                startedAt,
                durationMs,
                cachedSteps,
                totalSteps,
                warnings,
                problem);
    }

    /** Why it ended in its state: one line without a full stop at its end. */
    public String reason() {
        return switch (state) {
            case FAILURE -> problem.cause();
            case SKIPPED -> "The image is there already, under all its names";
            case CANCELLED -> "The build was told to stop";
            default ->
                metadata.containsKey(ANSWER_JSON)
                        ? "The Dockerfile was read, and nothing was built"
                        : pushed ? "The image was built and pushed" : "The image was built";
        };
    }

    /** Every name with the digest it got, as {@code registry/repository:tag@sha256:…}. */
    public List<ImageReference> images() {
        return digest == null
                ? List.of()
                : tags.stream()
                        .map(tag -> tag.digest() == null ? tag.withDigest(digest) : tag)
                        .toList();
    }
}
