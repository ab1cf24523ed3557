package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a pod's daemon has and nobody else. */
class PodSecretTest {
    private static final String NAME = "image-farm-pods-1";

    private final PodAuthority authority = PodAuthority.of(new byte[32], NAME);
    private final PodAuthority.Server server = authority.server();

    @Test
    void itHasTheFilesThatThePodMounts() {
        Secret secret = PodSecret.of(pod(), server, authority.ca(), "debug = true");
        assertEquals(
                Map.of(
                        "ca.crt", authority.ca(),
                        "tls.crt", server.certificate(),
                        "tls.key", server.key(),
                        "buildkitd.toml", "debug = true"),
                secret.getStringData());
        assertEquals("Opaque", secret.getType());
        assertEquals("", PodSecret.of(pod(), server, "", null).getStringData().get("buildkitd.toml"));
    }

    @Test
    void itGoesWithThePodOfThatNameAndNoOther() {
        Secret secret = PodSecret.of(pod(), server, authority.ca(), null);
        assertEquals(NAME, secret.getMetadata().getName(), "by which the pod mounts it");
        assertEquals("builds", secret.getMetadata().getNamespace());
        assertEquals(Map.of(PodMark.CONTROLLER, "c"), secret.getMetadata().getLabels());
        List<OwnerReference> owners = secret.getMetadata().getOwnerReferences();
        assertEquals(1, owners.size());
        OwnerReference owner = owners.get(0);
        assertEquals("v1 Pod " + NAME, owner.getApiVersion() + " " + owner.getKind() + " " + owner.getName());
        assertEquals("0b5c", owner.getUid());
        assertNull(owner.getBlockOwnerDeletion(), "that would want a right on the pod's finalizers");
    }

    @Test
    void eachPodHasAKeyOfItsOwn() {
        assertNotEquals(authority.server().key(), server.key());
    }

    private static Pod pod() {
        return new PodBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace("builds")
                .withUid("0b5c")
                .addToLabels(PodMark.CONTROLLER, "c")
                .addToLabels("team", "a")
                .endMetadata()
                .build();
    }
}
