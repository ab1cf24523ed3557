package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.imagefarm.pods.PodOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is written on a pod, so that it tells whose it is to every later session of the same controller, and to no other.
 *
 * @param controller that made it
 * @param node name of the Kubernetes node it belongs to
 * @param architecture that it builds for
 * @param place in the node's pool, from 0; negative for a pod that does one build
 * @param fingerprint of the configuration it was made by
 * @param build for which it was made; empty for one of the pool
 * @param id of the assignment
 * @param attempt of that assignment
 */
record PodMark(
        String controller,
        String node,
        String architecture,
        int place,
        String fingerprint,
        String build,
        int id,
        int attempt) {
    static final String CONTROLLER = "image-farm.jenkins.io/controller";
    private static final String NODE = "image-farm.jenkins.io/node";
    private static final String ARCHITECTURE = "image-farm.jenkins.io/architecture";
    private static final String PLACE = "image-farm.jenkins.io/place";
    private static final String FINGERPRINT = "image-farm.jenkins.io/fingerprint";
    private static final String BUILD = "image-farm.jenkins.io/build";
    private static final String ASSIGNMENT = "image-farm.jenkins.io/assignment";
    private static final String ATTEMPT = "image-farm.jenkins.io/attempt";
    private static final int NO_PLACE = -1;

    static PodMark single(String controller, PodOrder order, String architecture, String fingerprint) {
        return new PodMark(
                controller,
                order.node(),
                architecture,
                NO_PLACE,
                fingerprint,
                order.build(),
                order.id(),
                order.attempt());
    }

    static PodMark pooled(String controller, String node, String architecture, int place, String fingerprint) {
        return new PodMark(controller, node, architecture, place, fingerprint, "", 0, 0);
    }

    /** Empty if that is not one of ours, or somebody changed what was written. */
    static Optional<PodMark> of(Pod pod) {
        Map<String, String> labels = orEmpty(pod.getMetadata().getLabels());
        Map<String, String> annotations = orEmpty(pod.getMetadata().getAnnotations());
        try {
            return labels.containsKey(CONTROLLER) && annotations.containsKey(NODE)
                    ? Optional.of(new PodMark(
                            labels.get(CONTROLLER),
                            annotations.get(NODE),
                            annotations.getOrDefault(ARCHITECTURE, ""),
                            Integer.parseInt(annotations.getOrDefault(PLACE, "")),
                            annotations.getOrDefault(FINGERPRINT, ""),
                            annotations.getOrDefault(BUILD, ""),
                            Integer.parseInt(annotations.getOrDefault(ASSIGNMENT, "")),
                            Integer.parseInt(annotations.getOrDefault(ATTEMPT, ""))))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> orEmpty(@CheckForNull Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    boolean isPooled() {
        return place >= 0;
    }

    boolean isOf(PodOrder order) {
        return build.equals(order.build()) && id == order.id() && attempt == order.attempt();
    }

    /** By which the API server selects; their values must be short. */
    Map<String, String> labels() {
        return Map.of("app.kubernetes.io/managed-by", "image-farm", CONTROLLER, controller);
    }

    Map<String, String> annotations() {
        Map<String, String> annotations = new HashMap<>();
        annotations.put(NODE, node);
        annotations.put(ARCHITECTURE, architecture);
        annotations.put(PLACE, Integer.toString(place));
        annotations.put(FINGERPRINT, fingerprint);
        annotations.put(BUILD, build);
        annotations.put(ASSIGNMENT, Integer.toString(id));
        annotations.put(ATTEMPT, Integer.toString(attempt));
        return annotations;
    }
}
