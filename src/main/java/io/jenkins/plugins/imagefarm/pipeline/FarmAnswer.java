package io.jenkins.plugins.imagefarm.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer.Pruned;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import java.util.List;
import java.util.Map;

/**
 * What the nodes of a farm answered.
 *
 * @param nodes in the farm's order
 * @param reports of every node by its name
 * @param pruned of those from which something was to be removed and that were reached, by name
 */
record FarmAnswer(List<FarmNode> nodes, Map<String, NodeReport> reports, Map<String, Pruned> pruned) {
    NodeReport report(FarmNode node) {
        return reports.get(node.name());
    }

    @CheckForNull
    Pruned pruned(FarmNode node) {
        return pruned.get(node.name());
    }
}
