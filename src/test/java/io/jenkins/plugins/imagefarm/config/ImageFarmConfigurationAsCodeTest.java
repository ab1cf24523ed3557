package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.casc.misc.junit.jupiter.AbstractRoundTripTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;

/** The configuration as code, there and back, over a restart, and with values that a form would refuse. */
class ImageFarmConfigurationAsCodeTest extends AbstractRoundTripTest {
    @Override
    protected void assertConfiguredAsExpected(JenkinsRule jenkins, String yaml) {
        ImageFarmConfiguration configuration = ImageFarmConfiguration.get();
        assertEquals("unix:///run/buildkit/buildkitd.sock", configuration.getDefaultBuilder());
        assertEquals(List.of("network.host", "device=vendor.example/gpu"), configuration.getPermittedEntitlements());
        List<RegistryConfiguration> registries = configuration.getRegistries();
        assertThat(registries, hasSize(2));
        RegistryConfiguration main = registries.get(0);
        assertEquals("main", main.getName());
        assertEquals("registry.example.com:5000", main.getHost());
        assertEquals("registry-login", main.getCredentialsId());
        assertThat(main.getCaCertificate(), containsString("BEGIN CERTIFICATE"));
        assertFalse(main.isInsecure());
        RegistryConfiguration local = registries.get(1);
        assertNull(local.getCredentialsId());
        assertNull(local.getCaCertificate());
        assertTrue(local.isInsecure());
        assertNodes(configuration.getNodes());
        assertKubernetesNodes(configuration.getKubernetesNodes());
        assertFarms(configuration);
    }

    private static void assertNodes(List<NodeConfiguration> nodes) {
        assertThat(nodes, hasSize(3));
        NodeConfiguration podman = nodes.get(0);
        assertEquals("podman-1", podman.getName());
        assertEquals("ssh://builder@podman.example.com:2222/run/user/1000/podman/podman.sock", podman.getUri());
        assertEquals("podman", podman.getType());
        assertEquals("farm-ssh", podman.getCredentialsId());
        assertEquals(2, podman.getKnownHosts().lines().count(), "comments are left out");
        assertEquals(4, podman.getMaxBuilds());
        assertEquals(10, podman.getPriority());
        assertEquals(50, podman.getWeight());
        assertEquals(List.of("ssd", "zone=eu"), podman.getLabels());
        assertEquals(List.of("linux/arm64", "linux/arm/v7"), podman.getPlatforms());
        NodeConfiguration buildkit = nodes.get(1);
        assertEquals("auto", buildkit.getType());
        assertNull(buildkit.getKnownHosts());
        assertEquals(1, buildkit.getMaxBuilds());
        assertEquals(0, buildkit.getPriority());
        assertEquals(100, buildkit.getWeight());
        assertEquals("", nodes.get(2).getUri());
    }

    private static void assertKubernetesNodes(List<KubernetesNodeConfiguration> nodes) {
        assertThat(nodes, hasSize(2));
        KubernetesNodeConfiguration pods = nodes.get(0);
        assertEquals("pods", pods.getName());
        assertEquals("cluster", pods.getCloud());
        assertEquals("image-builds", pods.getNamespace());
        assertEquals("registry.example.com:5000/moby/buildkit:v0.32.2", pods.getImage());
        assertEquals("privileged", pods.getProfile());
        assertTrue(pods.isAllowPrivileged());
        assertEquals(List.of("amd64", "arm"), pods.getArchitectures());
        assertEquals(List.of("requests.cpu=500m", "limits.memory=4Gi"), pods.getResources());
        assertEquals(List.of("cpu=4", "memory=16Gi", "ephemeral-storage=100Gi"), pods.getMaxResources());
        assertEquals(List.of("disk=ssd"), pods.getNodeSelector());
        assertEquals(List.of("builds=images:NoSchedule", "spot"), pods.getTolerations());
        assertEquals("builder", pods.getServiceAccount());
        assertEquals(List.of("team=a"), pods.getPodLabels());
        assertEquals(List.of("note=what it is for"), pods.getPodAnnotations());
        assertEquals(List.of("registry", "mirror"), pods.getPullSecrets());
        assertEquals("spec:\n  priorityClassName: low\n", pods.getYaml());
        assertTrue(pods.isAllowPodYaml());
        assertEquals("[worker.oci]\n  gc = true\n", pods.getBuildkitdToml());
        assertEquals("2m", pods.getStartTimeout());
        assertEquals(1, pods.getWarmPods());
        assertEquals(3, pods.getBuildsPerPod());
        assertEquals("10m", pods.getIdleTimeout());
        assertEquals("50Gi", pods.getCacheSize());
        assertEquals("fast", pods.getCacheStorageClass());
        assertEquals(20, pods.getMaxBuilds());
        assertEquals(5, pods.getPriority());
        assertEquals(7, pods.getWeight());
        assertEquals(List.of("cluster", "zone=eu"), pods.getLabels());
        assertPlain(nodes.get(1));
    }

    private static void assertPlain(KubernetesNodeConfiguration pods) {
        assertNull(pods.getCloud());
        assertEquals("rootless", pods.getProfile());
        assertEquals(List.of("amd64"), pods.getArchitectures());
        assertEquals("5m", pods.getStartTimeout());
        assertEquals("0", pods.getIdleTimeout());
        assertFalse(pods.isPool());
        assertEquals(10, pods.getMaxBuilds());
    }

    private static void assertFarms(ImageFarmConfiguration configuration) {
        assertEquals("usual", configuration.getDefaultFarm());
        assertThat(configuration.getFarms(), hasSize(2));
        FarmConfiguration usual = configuration.getFarms().get(0);
        assertEquals(List.of("podman-1", "buildkit-1"), usual.getNodes());
        assertEquals(List.of(), usual.getFolders());
        FarmConfiguration mobile = configuration.getFarms().get(1);
        assertEquals("Signed images only", mobile.getDescription());
        assertEquals(List.of("team/mobile apps"), mobile.getFolders());
        assertEquals(List.of("beside", "pods"), mobile.getNodes());
    }

    @Override
    protected String stringInLogExpected() {
        return "host = Registry.Example.com:5000";
    }

    @Test
    void export(JenkinsRule jenkins, @TempDir Path folder) throws Exception {
        ConfigurationAsCode.get()
                .configure(getClass().getResource("configuration-as-code.yaml").toExternalForm());
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        String exported = Util.toYamlString(Util.getUnclassifiedRoot(context).get("imageFarm"));
        assertEquals(Util.toStringFromYamlFile(this, "exported.yaml"), exported);
        Path again = folder.resolve("again.yaml");
        Files.writeString(again, "unclassified:\n  imageFarm:\n" + exported.indent(4));
        ConfigurationAsCode.get().configure(again.toString());
        assertConfiguredAsExpected(jenkins, exported);
    }

    @Test
    void invalidValues(@SuppressWarnings("unused") JenkinsRule jenkins) {
        assertRefused("invalid.yaml", Messages.RegistryHost_url("https://registry.example.com/"));
        assertThat(ImageFarmConfiguration.get().getRegistries(), hasSize(0));
        assertRefused("invalid-node.yaml", Messages.NodeConfiguration_noTls("buildkit-1"));
        assertThat(ImageFarmConfiguration.get().getNodes(), hasSize(0));
        assertRefused("invalid-kubernetes-node.yaml", Messages.KubernetesNodeConfiguration_privileged("pods"));
        assertThat(ImageFarmConfiguration.get().getKubernetesNodes(), hasSize(0));
    }

    /** Each line is right by itself, so this is noticed only when all have been read. */
    @Test
    void unknownNodeInAFarm(@SuppressWarnings("unused") JenkinsRule jenkins) {
        assertRefused("invalid-farm.yaml", Messages.ImageFarmConfiguration_unknownNode("usual", "podman-2"));
        assertThat(ImageFarmConfiguration.get().getNodes(), hasSize(0));
        assertThat(ImageFarmConfiguration.get().getFarms(), hasSize(0));
    }

    private void assertRefused(String file, String message) {
        Throwable reason = assertThrows(
                Exception.class,
                () -> ConfigurationAsCode.get()
                        .configure(getClass().getResource(file).toExternalForm()));
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        assertEquals(message, reason.getMessage());
    }
}
