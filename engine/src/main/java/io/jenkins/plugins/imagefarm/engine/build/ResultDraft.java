package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.List;

/** What every result of one build has in common, whichever way it ends. */
record ResultDraft(BuildRequest request, BuildReporter reporter, long startedAt) {
    BuildResult success(Outcome outcome, Metadata metadata) {
        if (outcome.isSkipped()) {
            List<ImageReference> names = namesOf(outcome.existing(), metadata.digest());
            return result(BuildState.SKIPPED, metadata, names, false, outcome.platforms(), null);
        }
        boolean pushed = request.destination().push() && !request.isDryRun();
        return result(BuildState.SUCCESS, metadata, names(), pushed, outcome.platforms(), null);
    }

    /** Those that stand for that digest are shown as if it had been built. */
    private static List<ImageReference> namesOf(List<ImageReference> existing, Digest digest) {
        return existing.stream()
                .map(name -> name.digest().equals(digest) ? name.withDigest(null) : name)
                .toList();
    }

    private List<ImageReference> names() {
        return request.tagsAt(reporter.commit());
    }

    BuildResult failure(Problem problem) {
        return result(BuildState.FAILURE, null, names(), false, request.recipe().platforms(), problem);
    }

    BuildResult cancelled() {
        return result(
                BuildState.CANCELLED, null, names(), false, request.recipe().platforms(), null);
    }

    private BuildResult result(
            BuildState state,
            Metadata metadata,
            List<ImageReference> names,
            boolean pushed,
            List<Platform> platforms,
            Problem problem) {
        return new BuildResult(
                state,
                metadata == null ? null : metadata.digest(),
                metadata == null ? null : metadata.imageId(),
                names,
                pushed,
                platforms,
                reporter.size(),
                reporter.parts(),
                reporter.plan(),
                reporter.moves(),
                reporter.commit(),
                reporter.attestations(),
                metadata == null ? null : metadata.values(),
                reporter.builder(),
                startedAt,
                System.currentTimeMillis() - startedAt,
                reporter.steps().cached(),
                reporter.steps().total(),
                reporter.warnings(),
                problem,
                reporter.s2i());
    }
}
