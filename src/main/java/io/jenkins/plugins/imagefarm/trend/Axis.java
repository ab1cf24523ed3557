package io.jenkins.plugins.imagefarm.trend;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A scale that begins at zero and has a few round figures on it.
 *
 * @param ticks from zero up; the last is the end of the axis
 */
record Axis(List<Tick> ticks) {
    private static final int MOST_STEPS = 5;

    private static final int[] CLOCK = {1, 2, 5, 10, 15, 30};
    private static final int[] DECIMAL = {1, 2, 5, 10, 20, 50, 100, 200, 500};

    private static final List<Unit> TIMES = List.of(
            new Unit("ms", 1, DECIMAL),
            new Unit("s", 1_000, CLOCK),
            new Unit("min", 60_000, CLOCK),
            new Unit("h", 3_600_000, DECIMAL));
    private static final List<Unit> SIZES = List.of(
            new Unit("B", 1, DECIMAL),
            new Unit("KiB", 1L << 10, DECIMAL),
            new Unit("MiB", 1L << 20, DECIMAL),
            new Unit("GiB", 1L << 30, DECIMAL),
            new Unit("TiB", 1L << 40, DECIMAL));

    /** A figure on the axis and how it is written. */
    record Tick(double value, String text) {}

    /** @param steps how many of the unit may lie between two ticks, the least first */
    private record Unit(String name, long size, int... steps) {
        Stream<Step> choices() {
            return IntStream.of(steps).mapToObj(count -> new Step(this, count));
        }
    }

    private record Step(Unit unit, int count) {
        /** At least one, so that also an axis up to zero has a length. */
        int timesTo(double most) {
            return (int) Math.max(1, Math.ceil(most / unit.size() / count));
        }

        Tick tick(int times) {
            long figure = (long) times * count;
            return new Tick((double) figure * unit.size(), figure == 0 ? "0" : figure + " " + unit.name());
        }
    }

    /** @param most milliseconds */
    static Axis ofTime(double most) {
        return of(most, TIMES);
    }

    /** @param most bytes */
    static Axis ofSize(double most) {
        return of(most, SIZES);
    }

    /** All of it, whatever the figures are, so that plots can be compared. */
    static Axis ofPercent() {
        return of(100, List.of(new Unit("%", 1, 25)));
    }

    /** What is more than the greatest unit can show, as after a clock that went wrong, ends at the top. */
    private static Axis of(double most, List<Unit> units) {
        List<Step> steps = units.stream().flatMap(Unit::choices).toList();
        Step step = steps.stream()
                .filter(one -> one.timesTo(most) <= MOST_STEPS)
                .findFirst()
                .orElse(steps.get(steps.size() - 1));
        int last = Math.min(MOST_STEPS, step.timesTo(most));
        return new Axis(IntStream.rangeClosed(0, last).mapToObj(step::tick).toList());
    }

    /** @return 0 at the beginning, 1 at the end */
    double position(double value) {
        return Math.min(1, value / ticks.get(ticks.size() - 1).value());
    }
}
