package io.jenkins.plugins.imagefarm.engine.plan;

import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import java.util.Objects;

/**
 * A node that may be chosen.
 *
 * @param node as it is registered
 * @param report what it said of itself; null if it was not asked yet
 * @param offline why an administrator took it offline; null if none did
 */
public record Candidate(FarmNode node, NodeReport report, String offline) {
    public Candidate {
        Objects.requireNonNull(node, "node");
    }
}
