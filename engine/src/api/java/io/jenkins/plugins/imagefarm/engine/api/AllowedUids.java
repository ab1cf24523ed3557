package io.jenkins.plugins.imagefarm.engine.api;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers of users that a build may run as.
 *
 * @param ranges empty if every user may, also one who has a name only
 */
public record AllowedUids(List<Range> ranges) {
    private static final Pattern RANGE = Pattern.compile("(?:(\\d{1,10})(-)?(\\d{1,10})?|-(\\d{1,10}))");

    /** @param last the last number that belongs to it */
    public record Range(long first, long last) {}

    public AllowedUids {
        ranges = ranges == null ? List.of() : List.copyOf(ranges);
    }

    public static AllowedUids all() {
        return new AllowedUids(List.of());
    }

    /** @throws ProblemException if the text is not a list such as {@code 1-} or {@code 500,1000-2000} */
    public static AllowedUids valueOf(String text) {
        List<Range> ranges = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Matcher range = RANGE.matcher(part.strip());
            if (!range.matches() || range.group(2) == null && range.group(3) != null) {
                throw invalid(text);
            }
            long first = range.group(1) == null ? 0 : Long.parseLong(range.group(1));
            String end = range.group(4) == null ? range.group(3) : range.group(4);
            long last = end != null ? Long.parseLong(end) : range.group(2) == null ? first : Long.MAX_VALUE;
            if (last < first) {
                throw invalid(text);
            }
            ranges.add(new Range(first, last));
        }
        return new AllowedUids(ranges);
    }

    private static ProblemException invalid(String text) {
        return new ProblemException(Problem.user(
                "'" + text + "' is not a list of user ids", "Use numbers and ranges, such as 1- or 500,1000-2000."));
    }

    /**
     * @param user as in an image, {@code user[:group]}; empty for root
     */
    public boolean allow(String user) {
        String name = user.isEmpty() ? "0" : user.replaceFirst(":.*", "");
        return ranges.isEmpty()
                || name.matches("\\d{1,10}")
                        && ranges.stream()
                                .anyMatch(range ->
                                        range.first <= Long.parseLong(name) && Long.parseLong(name) <= range.last);
    }

    @Override
    public String toString() {
        return String.join(
                ",",
                ranges.stream()
                        .map(range -> range.last == Long.MAX_VALUE
                                ? range.first + "-"
                                : range.first == range.last ? "" + range.first : range.first + "-" + range.last)
                        .toList());
    }
}
