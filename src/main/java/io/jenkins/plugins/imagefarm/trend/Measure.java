package io.jenkins.plugins.imagefarm.trend;

import java.util.OptionalDouble;

/** What is plotted of a run. */
enum Measure {
    /** Milliseconds. */
    TIME {
        @Override
        String title() {
            return Messages.Measure_time();
        }

        @Override
        OptionalDouble of(RunFigures run) {
            return OptionalDouble.of(run.durationMs());
        }

        @Override
        String text(RunFigures run) {
            return run.durationText();
        }

        @Override
        Axis axis(double most) {
            return Axis.ofTime(most);
        }
    },

    /** Percent of the steps. */
    CACHE {
        @Override
        String title() {
            return Messages.Measure_cache();
        }

        @Override
        OptionalDouble of(RunFigures run) {
            return run.totalSteps() == 0 ? OptionalDouble.empty() : OptionalDouble.of(run.cachedPercent());
        }

        @Override
        String text(RunFigures run) {
            return run.cacheText();
        }

        @Override
        Axis axis(double most) {
            return Axis.ofPercent();
        }
    },

    /** Bytes. */
    SIZE {
        @Override
        String title() {
            return Messages.Measure_size();
        }

        @Override
        OptionalDouble of(RunFigures run) {
            Long bytes = run.imageBytes();
            return bytes == null ? OptionalDouble.empty() : OptionalDouble.of(bytes);
        }

        @Override
        String text(RunFigures run) {
            return run.sizeText();
        }

        @Override
        Axis axis(double most) {
            return Axis.ofSize(most);
        }
    };

    abstract String title();

    /** Empty if the run has no such figure. */
    abstract OptionalDouble of(RunFigures run);

    /** For people. */
    abstract String text(RunFigures run);

    /** @param most the greatest figure */
    abstract Axis axis(double most);
}
