package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount of memory.
 *
 * @param bytes at least one
 */
public record MemorySize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(?<number>\\d{1,18})\\s*(?<unit>[kmg]?)(i?b)?");

    public MemorySize {
        if (bytes <= 0) {
            throw new ProblemException(Problem.user("An amount of memory is at least one byte", ""));
        }
    }

    /**
     * Parses {@code 64m} as Docker does: units are b, k, m and g, each 1024 of the one before, with or without b or ib.
     *
     * @throws ProblemException if it is no amount of memory
     */
    public static MemorySize valueOf(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (form.matches()) {
            int bits = 10 * " kmg".indexOf(form.group("unit").isEmpty() ? " " : form.group("unit"));
            long number = Long.parseLong(form.group("number"));
            if (number <= Long.MAX_VALUE >> bits) {
                return new MemorySize(number << bits);
            }
        }
        throw new ProblemException(
                Problem.user("'" + text + "' is not an amount of memory", "Write for instance 64m or 1g."));
    }
}
