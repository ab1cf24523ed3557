package io.jenkins.plugins.imagefarm.nodes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Problem;

/**
 * What is known of a node. Times are this controller's, in milliseconds since 1970: an agent's clock may differ.
 *
 * @param report the last one
 * @param at when that came
 * @param info what it said when it last answered; null if it never did
 * @param diskUsed bytes, when it was last asked for them; negative if it never was
 * @param diskAt when that was
 * @param problem why it did not answer when it last did not; null if it always did
 * @param problemAt when that was
 */
public record SeenNode(
        @NonNull NodeReport report,
        long at,
        @CheckForNull NodeInfo info,
        long diskUsed,
        long diskAt,
        @CheckForNull Problem problem,
        long problemAt) {
    @NonNull
    public static SeenNode first(@NonNull NodeReport report, long now) {
        return new SeenNode(report, now, null, -1, 0, null, 0).then(report, now);
    }

    SeenNode then(NodeReport next, long now) {
        if (!next.hasAnswered()) {
            return new SeenNode(next, now, info, diskUsed, diskAt, next.problem(), now);
        }
        boolean disk = next.info().diskUsed() >= 0;
        return new SeenNode(
                next,
                now,
                next.info(),
                disk ? next.info().diskUsed() : diskUsed,
                disk ? now : diskAt,
                problem,
                problemAt);
    }

    public boolean isReachable() {
        return report.hasAnswered();
    }
}
