package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The Secrets that a pod mounts, which its node waits for. */
final class MountedSecrets {
    private MountedSecrets() {}

    /**
     * @param secrets finds one by its name in the pod's namespace
     * @return contents by path; or, on the left, what is still missing
     */
    static Files find(Pod pod, Function<String, Optional<Secret>> secrets) {
        Container container = pod.getSpec().getContainers().get(0);
        Map<String, Volume> volumes =
                pod.getSpec().getVolumes().stream().collect(Collectors.toMap(Volume::getName, Function.identity()));
        Map<String, byte[]> files = new HashMap<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            SecretVolumeSource source = volumes.get(mount.getName()).getSecret();
            if (source == null) {
                continue;
            }
            Optional<Secret> secret = secrets.apply(source.getSecretName());
            if (secret.isEmpty()) {
                if (Boolean.TRUE.equals(source.getOptional())) {
                    continue;
                }
                return new Files(Map.of(), Optional.of("secret \"" + source.getSecretName() + "\" not found"));
            }
            put(mount, source, contents(secret.get()), files);
        }
        return new Files(files, Optional.empty());
    }

    /** @param missing as a node says it, if something is */
    record Files(Map<String, byte[]> contents, Optional<String> missing) {}

    private static void put(
            VolumeMount mount, SecretVolumeSource source, Map<String, byte[]> contents, Map<String, byte[]> files) {
        Map<String, String> paths =
                source.getItems() == null || source.getItems().isEmpty()
                        ? contents.keySet().stream().collect(Collectors.toMap(key -> key, key -> key))
                        : source.getItems().stream().collect(Collectors.toMap(KeyToPath::getKey, KeyToPath::getPath));
        paths.forEach((key, path) -> {
            if (mount.getSubPath() == null || mount.getSubPath().isEmpty()) {
                files.put(mount.getMountPath() + "/" + path, contents.get(key));
            } else if (mount.getSubPath().equals(path)) {
                files.put(mount.getMountPath(), contents.get(key));
            }
        });
    }

    private static Map<String, byte[]> contents(Secret secret) {
        Map<String, byte[]> contents = new HashMap<>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach((key, value) ->
                            contents.put(key, Base64.getDecoder().decode(value)));
        }
        if (secret.getStringData() != null) {
            secret.getStringData().forEach((key, value) -> contents.put(key, value.getBytes(StandardCharsets.UTF_8)));
        }
        return contents;
    }
}
