package io.jenkins.plugins.imagefarm.trend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlotTest {
    private static final Frame FRAME = new Frame(490, 145); // its field is 400 by 100

    @Test
    void aPointIsAsHighAsItsFigure() {
        Plot plot = plot(Measure.TIME, run(1, false, 1_000), run(2, false, 2_000), run(3, false, 4_000));
        assertEquals(
                List.of(70, 270, 470), plot.points().stream().map(Plot.Point::x).toList());
        assertEquals(
                List.of(90, 65, 15), plot.points().stream().map(Plot.Point::y).toList());
        assertEquals("70,90 270,65 470,15", plot.line());
        assertEquals(
                List.of(115, 90, 65, 40, 15),
                plot.levels().stream().map(Plot.Level::y).toList());
    }

    @Test
    void theLineLeavesOutWhatFailed() {
        Plot plot = plot(Measure.TIME, run(1, false, 4_000), run(2, true, 1_000), run(3, false, 4_000));
        assertEquals("70,15 470,15", plot.line());
        assertEquals(
                List.of(false, true, false),
                plot.points().stream().map(Plot.Point::failed).toList());
    }

    @Test
    void aPointSaysAllThatThereIsToSay() {
        Plot.Point point = plot(Measure.TIME, run(7, true, 65_000)).points().get(0);
        assertEquals("#7: 1 min 5 sec, Failed", point.text());
        assertEquals("job/app/7/", point.url());
    }

    @Test
    void oneRunAloneIsInTheMiddle() {
        Plot plot = plot(Measure.TIME, run(1, false, 1_000));
        assertEquals(270, plot.points().get(0).x());
        assertEquals(List.of("#1"), plot.labels().stream().map(Plot.Label::text).toList());
    }

    @Test
    void runsWithoutTheFigureLeaveAGap() {
        Plot plot = plot(Measure.SIZE, sized(1, 5L), sized(2, null), sized(3, 5L));
        assertEquals(List.of(70, 470), plot.points().stream().map(Plot.Point::x).toList());
    }

    @Test
    void whatNoRunHasIsNotPlotted() {
        assertTrue(Plot.of(Measure.SIZE, List.of(sized(1, null)), FRAME).isEmpty());
        assertTrue(Plot.of(Measure.TIME, List.of(), FRAME).isEmpty());
    }

    @Test
    void labelsOfManyRunsDoNotOverlapAndTheNewestHasOne() {
        Plot plot = plot(
                Measure.TIME,
                IntStream.rangeClosed(1, 100).mapToObj(i -> run(i, false, i)).toArray(RunFigures[]::new));
        List<Plot.Label> labels = plot.labels();
        assertEquals("#100", labels.get(labels.size() - 1).text());
        for (int i = 1; i < labels.size(); i++) {
            assertTrue(labels.get(i).x() - labels.get(i - 1).x() >= 60, plot.labels()::toString);
        }
    }

    private static Plot plot(Measure measure, RunFigures... runs) {
        return Plot.of(measure, List.of(runs), FRAME).orElseThrow();
    }

    private static RunFigures run(int number, boolean failed, long durationMs) {
        return new RunFigures(
                number,
                "#" + number,
                "job/app/" + number + "/",
                failed ? "Failed" : "Built",
                failed,
                durationMs,
                1,
                2,
                null);
    }

    private static RunFigures sized(int number, Long bytes) {
        return new RunFigures(number, "#" + number, "", "Built", false, 1, 1, 2, bytes);
    }
}
