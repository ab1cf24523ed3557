package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.imagefarm.config.KubernetesNodeConfiguration;
import io.jenkins.plugins.imagefarm.pods.PodOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pod of each profile, whole and field by field: the mock of an API server takes any. */
class PodManifestTest {
    private final KubernetesNodeConfiguration node = new KubernetesNodeConfiguration("pods");

    @ParameterizedTest
    @ValueSource(strings = {"rootless", "userns", "privileged"})
    void theManifestOfAProfileIsAsItWasReviewed(String profile) throws IOException {
        node.setProfile(profile);
        try (var golden = PodManifestTest.class.getResourceAsStream(profile + ".yaml")) {
            assertEquals(
                    new String(golden.readAllBytes(), StandardCharsets.UTF_8),
                    Serialization.asYaml(made("amd64", null)));
        }
    }

    @Test
    void rootlessIsAnOrdinaryUserWhomNothingKeepsFromMakingUserNamespaces() {
        Pod pod = made("amd64", null);
        SecurityContext rights = container(pod).getSecurityContext();
        assertEquals(1000L, rights.getRunAsUser());
        assertEquals(1000L, rights.getRunAsGroup());
        assertTrue(rights.getRunAsNonRoot());
        assertEquals("Unconfined", rights.getSeccompProfile().getType());
        assertEquals("Unconfined", rights.getAppArmorProfile().getType());
        assertNull(rights.getPrivileged());
        assertNull(rights.getCapabilities());
        assertNull(rights.getAllowPrivilegeEscalation(), "newuidmap is a set-uid program");
        assertNull(pod.getSpec().getHostUsers(), "newuidmap fails in a user namespace of Kubernetes");
        assertTrue(container(pod).getArgs().contains("--oci-worker-no-process-sandbox"));
        assertTrue(container(pod).getImage().endsWith("-rootless"));
        assertEquals(
                "unconfined",
                pod.getMetadata().getAnnotations().get("container.apparmor.security.beta.kubernetes.io/buildkitd"));
    }

    @Test
    void usernsIsRootOfAUserNamespaceOnly() {
        node.setProfile("userns");
        Pod pod = made("amd64", null);
        assertEquals(false, pod.getSpec().getHostUsers());
        assertTrue(container(pod).getSecurityContext().getPrivileged());
        assertFalse(container(pod).getArgs().contains("--oci-worker-no-process-sandbox"));
    }

    @Test
    void privilegedIsRootOfTheNode() {
        node.setProfile("privileged");
        Pod pod = made("amd64", null);
        assertNull(pod.getSpec().getHostUsers());
        assertTrue(container(pod).getSecurityContext().getPrivileged());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rootless", "userns", "privileged"})
    void noPodHasATokenOrSharesNamespacesOfItsNode(String profile) {
        node.setProfile(profile);
        Pod pod = made("amd64", null);
        assertEquals(false, pod.getSpec().getAutomountServiceAccountToken());
        assertEquals(false, pod.getSpec().getEnableServiceLinks());
        assertEquals("Never", pod.getSpec().getRestartPolicy());
        assertNull(pod.getSpec().getHostNetwork());
        assertNull(pod.getSpec().getHostPID());
        assertNull(pod.getSpec().getHostIPC());
        assertTrue(pod.getSpec().getVolumes().stream().allMatch(volume -> volume.getHostPath() == null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rootless", "userns", "privileged"})
    void theOnlyPortWantsAClientsCertificate(String profile) {
        node.setProfile(profile);
        List<String> arguments = container(made("amd64", null)).getArgs();
        assertEquals(
                List.of("tcp://0.0.0.0:1234"),
                arguments.stream()
                        .filter(argument -> argument.startsWith("tcp:"))
                        .toList());
        for (String needed : List.of("--tlscacert", "--tlscert", "--tlskey")) {
            assertTrue(arguments.contains(needed), needed);
        }
    }

    @Test
    void aPodGoesToANodeOfItsArchitecture() {
        node.setNodeSelector(List.of("disk=ssd", "kubernetes.io/arch=s390x"));
        node.setTolerations(List.of("builds=images:NoSchedule", "spot"));
        Pod pod = made("arm64", null);
        assertEquals(
                Map.of("kubernetes.io/arch", "arm64", "kubernetes.io/os", "linux", "disk", "ssd"),
                pod.getSpec().getNodeSelector());
        assertEquals(
                List.of("builds Equal images NoSchedule", "spot Exists null null"),
                pod.getSpec().getTolerations().stream()
                        .map(each -> each.getKey() + " " + each.getOperator() + " " + each.getValue() + " "
                                + each.getEffect())
                        .toList());
    }

    @Test
    void itsMarkCannotBeOverwritten() {
        node.setPodLabels(List.of("team=a", PodMark.CONTROLLER + "=forged"));
        Pod pod = made("amd64", null);
        assertEquals("a", pod.getMetadata().getLabels().get("team"));
        assertEquals("c", pod.getMetadata().getLabels().get(PodMark.CONTROLLER));
    }

    @Test
    void theFingerprintChangesWithWhatPodsAreMadeOf() {
        Map<String, Consumer<KubernetesNodeConfiguration>> changes = new LinkedHashMap<>();
        changes.put("cloud", each -> each.setCloud("other"));
        changes.put("namespace", each -> each.setNamespace("other"));
        changes.put("image", each -> each.setImage("other"));
        changes.put("profile", each -> each.setProfile("userns"));
        changes.put("resources", each -> each.setResources(List.of("limits.memory=1Gi")));
        changes.put("maxResources", each -> each.setMaxResources(List.of("memory=2Gi")));
        changes.put("nodeSelector", each -> each.setNodeSelector(List.of("disk=ssd")));
        changes.put("tolerations", each -> each.setTolerations(List.of("spot")));
        changes.put("serviceAccount", each -> each.setServiceAccount("other"));
        changes.put("podLabels", each -> each.setPodLabels(List.of("a=b")));
        changes.put("podAnnotations", each -> each.setPodAnnotations(List.of("a=b")));
        changes.put("pullSecrets", each -> each.setPullSecrets(List.of("other")));
        changes.put("yaml", each -> each.setYaml("spec: {priorityClassName: low}"));
        changes.put("buildkitdToml", each -> each.setBuildkitdToml("debug = true"));
        changes.put("cacheSize", each -> each.setCacheSize("1Gi"));
        changes.put("cacheStorageClass", each -> each.setCacheStorageClass("fast"));
        Map<String, String> made = new HashMap<>();
        made.put(PodManifest.fingerprint(node), "nothing");
        changes.forEach((what, change) -> {
            KubernetesNodeConfiguration changed = new KubernetesNodeConfiguration("pods");
            change.accept(changed);
            String before = made.put(PodManifest.fingerprint(changed), what);
            assertNull(before, what + " makes the same pods as " + before);
        });
    }

    @Test
    void theFingerprintStaysWhereTheSamePodsWouldBeMade() {
        String before = PodManifest.fingerprint(node);
        node.setArchitectures(List.of("arm64"));
        node.setAllowPodYaml(true);
        node.setAllowPrivileged(true);
        node.setStartTimeout("1m");
        node.setWarmPods(2);
        node.setBuildsPerPod(3);
        node.setIdleTimeout("1h");
        node.setMaxBuilds(7);
        node.setPriority(1);
        node.setWeight(1);
        node.setLabels(List.of("a"));
        assertEquals(before, PodManifest.fingerprint(node));
    }

    private Pod made(String architecture, PodOptions options) {
        node.setAllowPrivileged(node.getProfile().equals("privileged"));
        return PodManifest.of(
                node,
                new PodRequest(
                        "image-farm-pods-1",
                        "builds",
                        Map.of(PodMark.CONTROLLER, "c"),
                        Map.of("image-farm.jenkins.io/build", "job#1:2"),
                        architecture,
                        options,
                        null,
                        2100L));
    }

    private static Container container(Pod pod) {
        return pod.getSpec().getContainers().get(0);
    }
}
