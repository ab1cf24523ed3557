package io.jenkins.plugins.imagefarm.engine.build;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.util.List;

/** What every result of one build has in common, whichever way it ends. */
record ResultDraft(BuildRequest request, BuildReporter reporter, long startedAt) {
    BuildResult success(Outcome outcome, Metadata metadata) {
        boolean dryRun = request.farm() != null && request.farm().rules().dryRun();
        boolean pushed = request.destination().push() && !dryRun;
        return result(BuildState.SUCCESS, metadata, pushed, outcome.platforms(), null);
    }

    BuildResult failure(Problem problem) {
        return result(BuildState.FAILURE, null, false, request.recipe().platforms(), problem);
    }

    BuildResult cancelled() {
        return result(BuildState.CANCELLED, null, false, request.recipe().platforms(), null);
    }

    private BuildResult result(
            BuildState state, Metadata metadata, boolean pushed, List<Platform> platforms, Problem problem) {
        return new BuildResult(
                state,
                metadata == null ? null : metadata.digest(),
                metadata == null ? null : metadata.imageId(),
                request.tagsAt(reporter.commit()),
                pushed,
                platforms,
                reporter.parts(),
                reporter.plan(),
                reporter.moves(),
                reporter.commit(),
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
