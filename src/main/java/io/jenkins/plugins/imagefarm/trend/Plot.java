package io.jenkins.plugins.imagefarm.trend;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * One measure over the runs of a job, ready to be drawn.
 *
 * @param title what is plotted
 * @param frame where
 * @param levels across the field, at round figures
 * @param labels below the field
 * @param points one for each run that has the figure, the oldest first
 */
public record Plot(String title, Frame frame, List<Level> levels, List<Label> labels, List<Point> points) {
    /** A line at that height with its figure. */
    public record Level(int y, String text) {}

    /** The number of a run. */
    public record Label(int x, String text) {}

    /**
     * A run.
     *
     * @param failed it has another shape then, not only another colour
     * @param url of the run, below Jenkins' own
     * @param text all that there is to say, for who points at it or has it read out
     */
    public record Point(int x, int y, boolean failed, String url, String text) {}

    /**
     * Runs are as far from each other as they are in order, whenever they were.
     *
     * @param runs the oldest first; those without the figure leave a gap
     * @return empty if none has the figure
     */
    static Optional<Plot> of(Measure measure, List<RunFigures> runs, Frame frame) {
        OptionalDouble most = runs.stream()
                .map(measure::of)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max();
        if (most.isEmpty()) {
            return Optional.empty();
        }
        Axis axis = measure.axis(most.getAsDouble());
        List<Label> labels = new ArrayList<>();
        List<Point> points = new ArrayList<>();
        int every = frame.labelEvery(runs.size());
        for (int i = 0; i < runs.size(); i++) {
            RunFigures run = runs.get(i);
            int x = frame.x(i, runs.size());
            if ((runs.size() - 1 - i) % every == 0) { // so that the newest has one
                labels.add(new Label(x, "#" + run.number()));
            }
            measure.of(run)
                    .ifPresent(value -> points.add(new Point(
                            x,
                            frame.y(axis.position(value)),
                            run.failed(),
                            run.url(),
                            Messages.Plot_point(run.name(), measure.text(run), run.state()))));
        }
        return Optional.of(new Plot(
                measure.title(),
                frame,
                axis.ticks().stream()
                        .map(tick -> new Level(frame.y(axis.position(tick.value())), tick.text()))
                        .toList(),
                labels,
                points));
    }

    /** From run to run that went well, as SVG has the points of a polyline: a build that failed soon says nothing of the trend. */
    public String line() {
        return points.stream()
                .filter(point -> !point.failed())
                .map(point -> point.x() + "," + point.y())
                .collect(Collectors.joining(" "));
    }
}
