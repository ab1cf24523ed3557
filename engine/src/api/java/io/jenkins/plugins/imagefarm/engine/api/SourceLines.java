package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Lines of a Dockerfile that a failure or a warning is about, with those around them.
 *
 * @param file as the builder names it, for instance {@code Dockerfile}
 * @param lines in their order, one at least
 */
public record SourceLines(String file, List<Line> lines) {
    public SourceLines {
        Objects.requireNonNull(file, "file");
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("no lines of " + file);
        }
    }

    /** The same lines, each with the text that {@code change} makes of its own. */
    public SourceLines with(UnaryOperator<String> change) {
        return new SourceLines(
                file,
                lines.stream()
                        .map(line -> new Line(line.number, line.marked, change.apply(line.text)))
                        .toList());
    }

    /**
     * @param number from 1
     * @param marked whether it is about this line, and not only near it
     * @param text without the line's end
     */
    public record Line(int number, boolean marked, String text) {
        public Line {
            Objects.requireNonNull(text, "text");
        }
    }
}
