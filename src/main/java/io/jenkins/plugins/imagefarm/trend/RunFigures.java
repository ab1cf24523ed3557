package io.jenkins.plugins.imagefarm.trend;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.imagefarm.run.BinarySize;
import io.jenkins.plugins.imagefarm.run.ImageBuildAction;
import io.jenkins.plugins.imagefarm.run.ImageBuildRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one run's image builds took and gave. Those of several are added up: the run's share in a trend is all that it did, also of builds at
 * the same time.
 *
 * @param number of the run
 * @param name of the run, for people
 * @param url of the run, below Jenkins' own
 * @param state of the image build that went worst, for people
 * @param failed whether one failed or was cancelled
 * @param durationMs of all image builds
 * @param cachedSteps that came from a cache
 * @param totalSteps all steps; none if all images were there already
 * @param imageBytes of the images in their registries; null if one failed, or none is known
 */
public record RunFigures(
        int number,
        String name,
        String url,
        String state,
        boolean failed,
        long durationMs,
        long cachedSteps,
        long totalSteps,
        @CheckForNull Long imageBytes) {
    /** Empty if the run has built no image, or goes on. */
    static Optional<RunFigures> of(Run<?, ?> run) {
        ImageBuildAction action = run.getAction(ImageBuildAction.class);
        if (action == null || run.isBuilding() || action.getImageBuilds().isEmpty()) {
            return Optional.empty();
        }
        List<ImageBuildRecord> builds = action.getImageBuilds();
        Optional<ImageBuildRecord> unlucky =
                builds.stream().filter(ImageBuildRecord::isUnsuccessful).findFirst();
        return Optional.of(new RunFigures(
                run.getNumber(),
                run.getDisplayName(),
                run.getUrl(),
                unlucky.orElse(builds.get(0)).getStateText(),
                unlucky.isPresent(),
                builds.stream().mapToLong(ImageBuildRecord::getDurationMs).sum(),
                builds.stream().mapToLong(ImageBuildRecord::getCachedSteps).sum(),
                builds.stream().mapToLong(ImageBuildRecord::getTotalSteps).sum(),
                unlucky.isPresent() ? null : bytes(builds)));
    }

    @CheckForNull
    private static Long bytes(List<ImageBuildRecord> builds) {
        return builds.stream()
                .map(ImageBuildRecord::getSize)
                .filter(Objects::nonNull)
                .reduce(Long::sum)
                .orElse(null);
    }

    /** For pages. */
    public String durationText() {
        return Util.getTimeSpanString(durationMs);
    }

    /** For pages; empty if there were no steps. */
    public String cacheText() {
        return totalSteps == 0 ? "" : Messages.RunFigures_cache(Math.round(cachedPercent()), cachedSteps, totalSteps);
    }

    /** For pages; empty if it is not known. */
    public String sizeText() {
        return imageBytes == null ? "" : new BinarySize(imageBytes).toString();
    }

    /** 0 if there were no steps. */
    public double cachedPercent() {
        return totalSteps == 0 ? 0 : 100.0 * cachedSteps / totalSteps;
    }
}
