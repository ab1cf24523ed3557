package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.imagefarm.fake.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pods for tests that are not about how the plugin makes them. */
public final class SamplePods {
    private SamplePods() {}

    /** One that mounts nothing. */
    public static Pod plain(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(5L)
                .addNewContainer()
                .withName("buildkitd")
                .withImage("moby/buildkit:test")
                .endContainer()
                .endSpec()
                .build();
    }

    /** One whose daemon, rootless, wants a client certificate, with what is in the Secret of that name. */
    public static Pod buildkit(String name, String secret, String image) {
        return new PodBuilder(plain(name))
                .editSpec()
                .withNewSecurityContext()
                .withRunAsUser(1000L)
                .withRunAsGroup(1000L)
                .withFsGroup(1000L)
                .withNewSeccompProfile()
                .withType("Unconfined")
                .endSeccompProfile()
                .endSecurityContext()
                .editFirstContainer()
                .withImage(image)
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withNewPort(1234)
                .endTcpSocket()
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .withArgs(
                        "--addr",
                        "tcp://0.0.0.0:1234",
                        "--config",
                        "/etc/image-farm/buildkitd.toml",
                        "--tlscacert=/etc/image-farm/ca.crt",
                        "--tlscert=/etc/image-farm/tls.crt",
                        "--tlskey=/etc/image-farm/tls.key",
                        "--oci-worker-no-process-sandbox")
                .addNewVolumeMount()
                .withName("keys")
                .withMountPath("/etc/image-farm")
                .withReadOnly(true)
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("keys")
                .withNewSecret()
                .withSecretName(secret)
                .endSecret()
                .endVolume()
                .endSpec()
                .build();
    }

    /** The keys of {@code bin/engines}, for a daemon that calls itself localhost; it belongs to that pod. */
    public static Secret keys(String name, Pod owner) throws IOException {
        Path folder = Path.of(Engines.value("IMAGE_FARM_CERTS"));
        return new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .addNewOwnerReference()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .endOwnerReference()
                .endMetadata()
                .addToStringData("ca.crt", Files.readString(folder.resolve("ca.crt")))
                .addToStringData("tls.crt", Files.readString(folder.resolve("server.crt")))
                .addToStringData("tls.key", Files.readString(folder.resolve("server.key")))
                .addToStringData("buildkitd.toml", "[worker.oci]\n  gc = true\n")
                .build();
    }
}
