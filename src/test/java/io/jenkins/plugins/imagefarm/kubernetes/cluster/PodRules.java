package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a real API server finds wrong with a pod, and the mock does not: the rules that a pod of ours could break. */
final class PodRules {
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern KEY =
            Pattern.compile("([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Set<String> RESTART = Set.of("Always", "OnFailure", "Never");

    private final List<String> wrong = new ArrayList<>();

    private PodRules() {}

    /** @return a refusal as the API server words it, if there is one to make */
    static Optional<Refusal> judge(Pod pod) {
        PodRules rules = new PodRules();
        String name = pod.getMetadata() == null ? null : pod.getMetadata().getName();
        rules.pod(pod);
        return rules.wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.invalid("Pod \"" + name + "\" is invalid: " + String.join(", ", rules.wrong)));
    }

    private void pod(Pod pod) {
        String name = pod.getMetadata() == null ? null : pod.getMetadata().getName();
        check(
                name != null && name.length() <= 253 && SUBDOMAIN.matcher(name).matches(),
                "metadata.name: Invalid value: \"" + name + "\"");
        if (pod.getMetadata() != null) {
            labels(orEmpty(pod.getMetadata().getLabels()));
            orEmpty(pod.getMetadata().getAnnotations()).keySet().forEach(key -> key("metadata.annotations", key));
        }
        if (pod.getSpec() == null || pod.getSpec().getContainers().isEmpty()) {
            wrong.add("spec.containers: Required value");
            return;
        }
        String restart = pod.getSpec().getRestartPolicy();
        check(
                restart == null || RESTART.contains(restart),
                "spec.restartPolicy: Unsupported value: \"" + restart + "\"");
        Long deadline = pod.getSpec().getActiveDeadlineSeconds();
        check(deadline == null || deadline > 0, "spec.activeDeadlineSeconds: Invalid value: " + deadline);
        labelsOf("spec.nodeSelector", orEmpty(pod.getSpec().getNodeSelector()));
        Set<String> volumes = new HashSet<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            dnsLabel("spec.volumes.name", volume.getName());
            check(volumes.add(volume.getName()), "spec.volumes.name: Duplicate value: \"" + volume.getName() + "\"");
        }
        Set<String> names = new HashSet<>();
        for (Container container : pod.getSpec().getContainers()) {
            check(
                    names.add(container.getName()),
                    "spec.containers.name: Duplicate value: \"" + container.getName() + "\"");
            container(container, volumes);
        }
    }

    private void container(Container container, Set<String> volumes) {
        dnsLabel("spec.containers.name", container.getName());
        String image = container.getImage();
        check(image != null && !image.isBlank(), "spec.containers.image: Required value");
        Set<String> paths = new HashSet<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            check(
                    volumes.contains(mount.getName()),
                    "spec.containers.volumeMounts.name: Not found: \"" + mount.getName() + "\"");
            check(
                    mount.getMountPath() != null && !mount.getMountPath().isEmpty(),
                    "spec.containers.volumeMounts.mountPath: Required value");
            check(
                    paths.add(mount.getMountPath()),
                    "spec.containers.volumeMounts.mountPath: Invalid value: \"" + mount.getMountPath()
                            + "\": must be unique");
        }
        container
                .getPorts()
                .forEach(port -> check(
                        port.getContainerPort() != null
                                && port.getContainerPort() > 0
                                && port.getContainerPort() < 65536,
                        "spec.containers.ports.containerPort: Invalid value: " + port.getContainerPort()));
        if (container.getResources() != null) {
            Map<String, Quantity> limits = orEmpty(container.getResources().getLimits());
            orEmpty(container.getResources().getRequests()).forEach((resource, request) -> {
                Quantity limit = limits.get(resource);
                check(
                        limit == null || request.getNumericalAmount().compareTo(limit.getNumericalAmount()) <= 0,
                        "spec.containers.resources.requests: Invalid value: \"" + request
                                + "\": must be less than or equal to " + resource + " limit of " + limit);
            });
        }
    }

    private void labels(Map<String, String> labels) {
        labelsOf("metadata.labels", labels);
    }

    private void labelsOf(String field, Map<String, String> labels) {
        labels.forEach((key, value) -> {
            key(field, key);
            check(LABEL_VALUE.matcher(value).matches(), field + ": Invalid value: \"" + value + "\"");
        });
    }

    private void key(String field, String key) {
        check(KEY.matcher(key).matches(), field + ": Invalid value: \"" + key + "\"");
    }

    private void dnsLabel(String field, String name) {
        check(name != null && LABEL.matcher(name).matches(), field + ": Invalid value: \"" + name + "\"");
    }

    private void check(boolean right, String message) {
        if (!right) {
            wrong.add(message);
        }
    }

    private static <V> Map<String, V> orEmpty(Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
