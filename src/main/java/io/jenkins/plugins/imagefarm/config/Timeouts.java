package io.jenkins.plugins.imagefarm.config;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times such as {@code 90}, {@code 45s}, {@code 30m} and {@code 1h30m}. */
public final class Timeouts {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final Pattern UNITS =
            Pattern.compile("(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,7})m)?(?:([0-9]{1,9})s)?");

    private Timeouts() {}

    /** @throws ProblemException if it is not a time, or none at all */
    public static Duration parse(String text) {
        Duration time = SECONDS.matcher(text).matches() ? Duration.ofSeconds(Long.parseLong(text)) : units(text);
        if (time.isZero()) {
            throw new ProblemException(Problem.user(
                    "'" + text + "' is not a length of time", "Give seconds, or a time such as 45s, 30m or 1h30m."));
        }
        return time;
    }

    private static Duration units(String text) {
        Matcher units = UNITS.matcher(text);
        return units.matches()
                ? Duration.ofDays(number(units.group(1)))
                        .plusHours(number(units.group(2)))
                        .plusMinutes(number(units.group(3)))
                        .plusSeconds(number(units.group(4)))
                : Duration.ZERO;
    }

    private static long number(String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
