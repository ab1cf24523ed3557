package io.jenkins.plugins.imagefarm.trend;

import hudson.model.Job;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The runs of a job that built images.
 *
 * @param runs the newest first
 */
public record Trend(List<RunFigures> runs) {
    public Trend {
        runs = List.copyOf(runs);
    }

    /** @param most how many runs are looked at, and loaded, whether they built images or not */
    static Trend of(Job<?, ?> job, int most) {
        List<RunFigures> runs = new ArrayList<>();
        Run<?, ?> run = job.getLastBuild();
        for (int looked = 1; run != null; looked++) {
            RunFigures.of(run).ifPresent(runs::add);
            run = looked < most ? run.getPreviousBuild() : null;
        }
        return new Trend(runs);
    }

    /** One of each measure that there are figures of. */
    List<Plot> plots(Frame frame) {
        return Arrays.stream(Measure.values())
                .map(measure -> plot(measure, frame))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Empty if no run has a figure. */
    Optional<Plot> plot(Measure measure, Frame frame) {
        List<RunFigures> inOrder = new ArrayList<>(runs);
        Collections.reverse(inOrder);
        return Plot.of(measure, inOrder, frame);
    }
}
