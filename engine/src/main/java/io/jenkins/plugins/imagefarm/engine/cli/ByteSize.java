package io.jenkins.plugins.imagefarm.engine.cli;

import java.util.Locale;

/** An amount of data for people: {@code 1.5 GB}. */
final class ByteSize {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private ByteSize() {}

    /** @param bytes negative if it is not known */
    static String of(long bytes) {
        if (bytes < 0) {
            return "?";
        }
        int unit = 0;
        double amount = bytes;
        while (amount >= 999.5 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || amount >= 99.5 ? "%.0f %s" : "%.1f %s", amount, UNITS[unit]);
    }
}
