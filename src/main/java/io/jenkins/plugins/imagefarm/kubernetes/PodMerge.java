package io.jenkins.plugins.imagefarm.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Set;
import org.csanchez.jenkins.plugins.kubernetes.PodTemplateUtils;

/**
 * Merges YAML over a pod with the Kubernetes plugin's own merge, and then what that does not know of.
 *
 * <p>The plugin's merge takes some fields of the upper pod and drops all others. For its pod templates that does no harm, since there
 * the YAML is the lower one. Here it is the upper one, so without the second half its affinity, its priority class or its seccomp profile
 * would be dropped without a word. There objects are merged, lists of objects grow, and anything else is replaced.
 */
final class PodMerge {
    /** What the plugin's merge knows of in a pod's spec; and the same in its other parts. */
    private static final Set<String> SPEC = Set.of(
            "nodeSelector",
            "serviceAccount",
            "serviceAccountName",
            "schedulerName",
            "activeDeadlineSeconds",
            "hostNetwork",
            "shareProcessNamespace",
            "containers",
            "initContainers",
            "volumes",
            "tolerations",
            "imagePullSecrets");

    private static final Set<String> CONTAINER = Set.of(
            "name",
            "image",
            "imagePullPolicy",
            "command",
            "workingDir",
            "args",
            "tty",
            "resources",
            "env",
            "envFrom",
            "volumeMounts");

    private static final Set<String> SECURITY_CONTEXT = Set.of("privileged", "runAsUser", "runAsGroup", "capabilities");

    private static final String RIGHTS = "securityContext";

    private final ObjectMapper mapper = Serialization.jsonMapper();

    /**
     * @return a pod that has the name, the namespace, and all labels and annotations of the lower one
     * @throws RuntimeException if that is no YAML of a pod: of many kinds, which parser and plugin throw
     */
    Pod over(Pod lower, String yaml) {
        Pod upper = PodTemplateUtils.parseFromYaml(yaml);
        // The plugin's merge wants both to be there.
        PodBuilder whole = new PodBuilder(upper);
        if (upper.getMetadata() == null) {
            whole.withNewMetadata().endMetadata();
        }
        if (upper.getSpec() == null) {
            whole.withNewSpec().endSpec();
        }
        upper = whole.build();
        Pod merged = new PodBuilder(PodTemplateUtils.combine(lower, upper))
                .editMetadata()
                .withName(lower.getMetadata().getName())
                .withNamespace(lower.getMetadata().getNamespace())
                .addToLabels(lower.getMetadata().getLabels())
                .addToAnnotations(lower.getMetadata().getAnnotations())
                .endMetadata()
                .build();
        return rest(upper, merged);
    }

    private Pod rest(Pod upper, Pod merged) {
        ObjectNode pod = mapper.valueToTree(merged);
        ObjectNode spec = (ObjectNode) pod.get("spec");
        rest(mapper.valueToTree(upper.getSpec()), spec, SPEC);
        rest(upper.getSpec().getContainers(), spec.path("containers"));
        rest(upper.getSpec().getInitContainers(), spec.path("initContainers"));
        return mapper.convertValue(pod, Pod.class);
    }

    private void rest(List<Container> upper, JsonNode merged) {
        for (Container container : upper) {
            for (JsonNode each : merged) {
                if (each.path("name").asText().equals(container.getName())) {
                    rest(mapper.valueToTree(container), (ObjectNode) each, CONTAINER);
                }
            }
        }
    }

    /** @param done what is merged already */
    private static void rest(ObjectNode upper, ObjectNode merged, Set<String> done) {
        upper.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode there = merged.get(name);
            if (done.contains(name)) {
                return;
            }
            if (field.getValue() instanceof ObjectNode object && there instanceof ObjectNode lower) {
                rest(object, lower, name.equals(RIGHTS) ? SECURITY_CONTEXT : Set.of());
            } else if (there instanceof ArrayNode lower && lower.path(0).isObject()) {
                field.getValue().forEach(element -> addNew(lower, element));
            } else {
                merged.set(name, field.getValue());
            }
        });
    }

    private static void addNew(ArrayNode list, JsonNode element) {
        for (JsonNode there : list) {
            if (there.equals(element)) {
                return;
            }
        }
        list.add(element);
    }
}
