package io.jenkins.plugins.imagefarm.view;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.nodes.NodeInquiries;
import java.util.List;

/**
 * What was removed from a node.
 *
 * @param over whether it has ended
 * @param by who wanted it
 * @param ago when it was begun
 * @param reclaimed how much space is free again; null while it goes on
 * @param images how many were removed
 * @param names of the first of them
 * @param problem why it failed; null if it did not
 */
public record PruningRow(
        boolean over,
        String by,
        String ago,
        @CheckForNull String reclaimed,
        int images,
        List<String> names,
        @CheckForNull String problem) {
    private static final int MOST_NAMES = 100;

    static PruningRow of(NodeInquiries.Pruning pruning, Texts texts) {
        String ago = texts.ago(pruning.startedAt());
        Pruned result = pruning.result();
        if (result == null) {
            return new PruningRow(false, pruning.by(), ago, null, 0, List.of(), null);
        }
        List<String> images = result.images();
        Problem problem = result.problem();
        return new PruningRow(
                true,
                pruning.by(),
                ago,
                texts.size(result.reclaimed()),
                images.size(),
                images.stream().limit(MOST_NAMES).toList(),
                problem == null ? null : problem.toString());
    }

    public int more() {
        return images - names.size();
    }
}
