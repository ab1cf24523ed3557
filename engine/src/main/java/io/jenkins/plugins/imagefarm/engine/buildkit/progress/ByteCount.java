package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** An amount of data as progressui writes it: {@code 2B}, {@code 10.49MB}. */
record ByteCount(long bytes) {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    @Override
    public String toString() {
        int unit = 0;
        for (long rest = bytes; Math.abs(rest) >= 1000; rest /= 1000) {
            unit++;
        }
        BigDecimal amount = BigDecimal.valueOf(bytes, 3 * unit);
        return (unit == 0 ? amount : amount.setScale(2, RoundingMode.HALF_EVEN)).toPlainString() + UNITS[unit];
    }
}
