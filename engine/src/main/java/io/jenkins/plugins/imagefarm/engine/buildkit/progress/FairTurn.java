package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * Which of the steps that run at once the console shows. progressui's rule: a step stays for a while that grows with its share
 * of the news, and one that has waited too long comes next.
 */
final class FairTurn {
    private static final Duration ANTI_FLICKER = Duration.ofSeconds(5);
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private FairTurn() {}

    /**
     * @param current the step that is shown; null if none is
     * @param waiting the others with news; not empty
     * @return the step to show from now on
     */
    static PlainStep next(PlainStep current, Collection<PlainStep> waiting, Instant now) {
        PlainStep overdue = null;
        PlainStep fastest = current;
        double sum = current == null ? 0 : current.speed(now);
        for (PlainStep each : waiting) {
            if (overdue == null && each.newsAge(now).compareTo(MAX_WAIT) > 0) {
                overdue = each;
            }
            if (fastest == null || fastest.speed(now) < each.speed(now)) {
                fastest = each;
            }
            sum += each.speed(now);
        }
        if (overdue != null) {
            return overdue;
        }
        if (current == null) {
            return fastest;
        }
        double share = current.speed(now) / sum;
        boolean shownEnough =
                ANTI_FLICKER.toMillis() / (1 - share) < current.newsAge(now).toMillis();
        return shownEnough ? fastest : current;
    }
}
