package io.jenkins.plugins.imagefarm.run;

import java.util.Locale;

/**
 * An amount of data in words, in units of 1024 as container tools show the sizes of images: {@code 12.3 MiB}.
 *
 * @param bytes not negative
 */
public record BinarySize(long bytes) {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    @Override
    public String toString() {
        int unit = 0;
        double amount = bytes;
        while (amount >= 1023.5 && unit < UNITS.length - 1) {
            amount /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || amount >= 99.95 ? "%.0f %s" : "%.1f %s", amount, UNITS[unit]);
    }
}
