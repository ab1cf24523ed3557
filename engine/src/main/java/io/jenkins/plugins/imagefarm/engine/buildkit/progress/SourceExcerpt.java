package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines.Line;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The place in a Dockerfile that an error or a warning is about.
 *
 * @param file as the frontend names it, for instance {@code Dockerfile}
 * @param content the whole file
 * @param ranges the lines it is about, counted from 1
 */
public record SourceExcerpt(String file, String content, List<Range> ranges) {
    /** Context lines around the place: fewer if the place itself is long. Both are BuildKit's. */
    private static final int CONTEXT = 4;

    private static final int CONTEXT_OF_SEVERAL = 2;
    private static final int MOST_LINES = 20;
    private static final int LONGEST_LINE = 500;
    private static final String RULE = "--------------------\n";

    /** Lines from {@code first} to {@code last}, both included. */
    public record Range(int first, int last) {
        public Range {
            last = Math.max(first, last);
        }

        boolean contains(int line) {
            return first <= line && line <= last;
        }
    }

    public SourceExcerpt {
        ranges = List.copyOf(ranges);
    }

    /** The first line it is about; 0 if it names none that the file has. */
    public int line() {
        int first = ranges.stream().mapToInt(Range::first).min().orElse(0);
        return first > lines().size() ? 0 : Math.max(0, first);
    }

    /** {@code Dockerfile:3}; only the file if the line is not known. */
    public String place() {
        return line() == 0 ? file : file + ":" + line();
    }

    /** As BuildKit's clients print it, with its line end; empty if the place is not known. */
    public String text() {
        List<Line> around = around();
        return around.isEmpty()
                ? ""
                : around.stream()
                        .map(line -> String.format(
                                " %3d | %s %s\n", line.number(), line.marked() ? ">>>" : "   ", line.text()))
                        .collect(Collectors.joining("", place() + "\n" + RULE, RULE));
    }

    /** The same for programs, which keep it: of many or long lines only the beginning; empty if the place is not known. */
    public Optional<SourceLines> shown() {
        List<Line> around = around();
        return around.isEmpty()
                ? Optional.empty()
                : Optional.of(new SourceLines(
                                file, around.stream().limit(MOST_LINES).toList())
                        .with(text -> text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + "…"));
    }

    private List<Line> around() {
        int place = line();
        if (place == 0) {
            return List.of();
        }
        List<String> lines = lines();
        int end = Math.min(
                lines.size(), ranges.stream().mapToInt(Range::last).max().orElse(place));
        int wanted = place == end ? CONTEXT : CONTEXT_OF_SEVERAL;
        int start = place;
        // A round counts as a line of context of its own: BuildKit's way, which ends it also for a very short file.
        for (int lead = 0; lead < wanted; lead++) {
            if (start > 1) {
                start--;
                lead++;
            }
            if (end < lines.size()) {
                end++;
                lead++;
            }
        }
        return IntStream.rangeClosed(start, end)
                .mapToObj(number -> new Line(number, isMarked(number), lines.get(number - 1)))
                .toList();
    }

    private boolean isMarked(int line) {
        return ranges.stream().anyMatch(range -> range.contains(line));
    }

    private List<String> lines() {
        return List.of(content.split("\n", -1));
    }
}
