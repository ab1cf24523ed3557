package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;

/**
 * What nodes answered.
 *
 * @param reports one of every node, in the order of the question
 * @param pruned one of every node that was reached, if something was to be removed
 */
public record InquiryAnswer(List<NodeReport> reports, List<Pruned> pruned) {
    public InquiryAnswer {
        reports = reports == null ? List.of() : List.copyOf(reports);
        pruned = pruned == null ? List.of() : List.copyOf(pruned);
    }

    /**
     * What was removed from a node.
     *
     * @param node its name
     * @param images ids or names of the images
     * @param reclaimed bytes that are free again, images and build cache
     * @param problem null if all went well
     */
    public record Pruned(String node, List<String> images, long reclaimed, Problem problem) {
        public Pruned {
            images = images == null ? List.of() : List.copyOf(images);
        }
    }
}
