package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** A duration as progressui writes it. */
record Elapsed(BigDecimal seconds) {
    private static final BigDecimal TEN = BigDecimal.TEN;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    static Elapsed of(Duration duration) {
        return new Elapsed(BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9)));
    }

    /** For instance {@code 1.2s}. */
    String rough() {
        return rounded(1) + "s";
    }

    /** For instance {@code 0.123}, with fewer decimals the longer it is: the time of a line of output. */
    String precise() {
        if (seconds.compareTo(TEN) < 0) {
            return rounded(3);
        }
        return rounded(seconds.compareTo(HUNDRED) < 0 ? 2 : 1);
    }

    private String rounded(int decimals) {
        return seconds.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
    }
}
