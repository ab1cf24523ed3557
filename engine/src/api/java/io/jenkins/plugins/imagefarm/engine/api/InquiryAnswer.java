package io.jenkins.plugins.imagefarm.engine.api;

import java.util.List;
import java.util.Set;

/**
 * What nodes answered.
 *
 * @param reports one of every node, in the order of the question
 * @param pruned one of every node that was reached, if something was to be removed
 * @param proven names of the nodes that ran a step, if that was to be proven. One that could not has a report with the problem; of one
 *     that answered and is not named here nothing is proven, since the engine has no program for its processor or its kind of builder
 */
public record InquiryAnswer(List<NodeReport> reports, List<Pruned> pruned, Set<String> proven) {
    public InquiryAnswer {
        reports = reports == null ? List.of() : List.copyOf(reports);
        pruned = pruned == null ? List.of() : List.copyOf(pruned);
        proven = proven == null ? Set.of() : Set.copyOf(proven);
    }

    /** Nothing was to be proven. */
    public InquiryAnswer(List<NodeReport> reports, List<Pruned> pruned) {
        this(reports, pruned, Set.of());
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
