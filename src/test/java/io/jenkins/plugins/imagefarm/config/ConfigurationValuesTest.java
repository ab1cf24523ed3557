package io.jenkins.plugins.imagefarm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Failure;
import io.jenkins.plugins.imagefarm.engine.api.NodeReport;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be configured, whether it comes from a form or from JCasC. */
class ConfigurationValuesTest {
    @ParameterizedTest
    @CsvSource({
        "registry.example.com, registry.example.com",
        "' Registry.Example.com:5000 ', registry.example.com:5000",
        "localhost, localhost",
        "'[::1]:5000', '[::1]:5000'",
        "index.docker.io, docker.io",
        "docker.io, docker.io"
    })
    void host(String typed, String host) {
        assertEquals(host, RegistryHost.parse(typed));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "busybox",
                "https://registry.example.com",
                "registry.example.com/team",
                "registry.example.com:port",
                "user@registry.example.com",
                "a b.example.com",
                "a;touch x.example.com",
                "-.example.com"
            })
    void notAHost(String typed) {
        assertThrows(Failure.class, () -> RegistryHost.parse(typed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unix:///run/buildkit/buildkitd.sock",
                "unix:///var/run/docker.sock",
                "tcp://builder.example.com:1234"
            })
    void builder(String typed) {
        assertEquals(typed, BuilderAddress.parse(" " + typed));
    }

    @Test
    void noBuilder() {
        assertNull(BuilderAddress.parse(""));
        assertNull(BuilderAddress.parse(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"network", "network.host=x", "device=a;b"})
    void notAnEntitlement(String typed) {
        assertThrows(Failure.class, () -> ImageFarmConfiguration.entitlements(List.of("network.host", typed)));
    }

    @Test
    void entitlements() {
        assertEquals(
                List.of("network.host", "device=vendor.example/gpu", "device"),
                ImageFarmConfiguration.entitlements(
                        List.of("network.host, device=vendor.example/gpu\ndevice ", "device")));
        assertEquals(List.of(), ImageFarmConfiguration.entitlements(null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/run/docker.sock",
                "unix://docker.sock",
                "tcp://",
                "tcp://host/path",
                "ssh://host",
                "tcp:// host",
                "tcp://user:password@host:1234"
            })
    void notABuilder(String typed) {
        assertThrows(Failure.class, () -> BuilderAddress.parse(typed));
    }

    @Test
    void certificate() throws Exception {
        String pem = TestCredentials.authority() + "\n";
        assertEquals(pem.strip(), CaCertificate.parse("\n" + pem));
        assertEquals(pem + pem.strip(), CaCertificate.parse(pem + pem));
        assertNull(CaCertificate.parse(" "));
        Failure key = assertThrows(
                Failure.class,
                () -> CaCertificate.parse(pem + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"));
        assertEquals(Messages.CaCertificate_key(), key.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})
    void notACertificate(String typed) {
        assertThrows(Failure.class, () -> CaCertificate.parse(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "-x", "name/with/slash", "ü"})
    void notAName(String typed) {
        assertThrows(Failure.class, () -> new RegistryConfiguration(typed, "registry.example.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', FOUND,,",
        "unix:///run/user/1000/podman/podman.sock, UNIX,,",
        "tcp://builder.example.com:1234, TCP,, builder.example.com",
        "ssh://builder.example.com/run/podman.sock, SSH,, builder.example.com",
        "ssh://me@builder.example.com:2222/run/podman.sock, SSH, me, builder.example.com",
        "ssh://me@[::1]:2222/run/podman.sock, SSH, me, [::1]"
    })
    void nodeAddress(String typed, BuilderAddress.Way way, String user, String host) {
        assertEquals(new BuilderAddress(typed, way, user, host), BuilderAddress.ofNode(" " + typed + " "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "podman.example.com",
                "ssh://podman.example.com",
                "ssh://podman.example.com/",
                "ssh://me:password@podman.example.com/run/podman.sock",
                "ssh://-oProxyCommand=x@podman.example.com/run/podman.sock",
                "ssh://$(id)@podman.example.com/run/podman.sock",
                "ssh://me@$(id)/run/podman.sock",
                "ssh://me@-oProxyCommand=x/run/podman.sock",
                "ssh:///run/podman.sock",
                "unix://podman.sock",
                "unix:///run/podman.sock?x=y",
                "tcp://me@builder.example.com:1234",
                "tcp://builder.example.com:65536",
                "https://builder.example.com"
            })
    void notANodesAddress(String typed) {
        assertThrows(Failure.class, () -> BuilderAddress.ofNode(typed));
    }

    /** A build has no key for it. */
    @Test
    void builderThatIsNoNodeIsNotReachedBySsh() {
        Failure refusal = assertThrows(Failure.class, () -> BuilderAddress.parse("ssh://me@host/run/podman.sock"));
        assertEquals(Messages.BuilderAddress_ssh("ssh://me@host/run/podman.sock"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "-x", "a;b", "$(id)", "a/b", "`id`", "ü"})
    void notTheNameOfANodeOrFarm(String typed) {
        assertThrows(Failure.class, () -> new NodeConfiguration(typed, ""));
        assertThrows(Failure.class, () -> new FarmConfiguration(typed, List.of()));
    }

    @Test
    void nodesValues() {
        NodeConfiguration node = new NodeConfiguration("node", "");
        assertThrows(Failure.class, () -> new NodeConfiguration("node", "").setType("kaniko"));
        assertThrows(Failure.class, () -> new NodeConfiguration("node", "").setMaxBuilds(0));
        assertThrows(Failure.class, () -> new NodeConfiguration("node", "").setPriority(-1));
        assertThrows(Failure.class, () -> new NodeConfiguration("node", "").setWeight(65536));
        assertThrows(Failure.class, () -> new NodeConfiguration("node", "").setLabels(List.of("$(id)")));
        assertThrows(Failure.class, () -> new NodeConfiguration("node", "").setPlatforms(List.of("arm64")));
        node.setType(" Podman ");
        assertEquals("podman", node.getType());
        node.setLabels(List.of("ssd  zone=eu", "ssd"));
        assertEquals(List.of("ssd", "zone=eu"), node.getLabels(), "as a form sends them");
        node.setPlatforms(List.of("linux/arm64/v8,linux/amd64"));
        assertEquals(
                List.of(Platform.valueOf("linux/arm64"), Platform.valueOf("linux/amd64")),
                node.toFarmNode().platforms());
    }

    @Test
    void nodeThatCouldNotBeReachedSafely() {
        NodeConfiguration ssh = new NodeConfiguration("node", "ssh://me@podman.example.com/run/podman.sock");
        assertRefused(Messages.NodeConfiguration_noSshKey("node"), ssh);
        ssh.setCredentialsId("key");
        assertRefused(Messages.NodeConfiguration_noKnownHosts("node"), ssh);
        ssh.setKnownHosts(Nodes.KNOWN_HOSTS);
        ssh.check();
        NodeConfiguration tcp = new NodeConfiguration("node", "tcp://127.0.0.1.example.com:1234");
        assertRefused(Messages.NodeConfiguration_noTls("node"), tcp);
        tcp.setCredentialsId("certificate");
        tcp.check();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "unix:///run/podman.sock", "tcp://localhost:1234", "tcp://127.0.1.1:1", "tcp://[::1]:1"})
    void nodeOnTheAgentNeedsNoKey(String uri) {
        new NodeConfiguration("node", uri).check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "-x", "a;b", "$(id)", "a/b", "`id`", "ü"})
    void notTheNameOfAKubernetesNode(String typed) {
        assertThrows(Failure.class, () -> new KubernetesNodeConfiguration(typed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amd64 | linux/amd64",
                "arm64 | linux/arm64",
                "arm | linux/arm/v7",
                "ppc64le | linux/ppc64le",
                "riscv64 | linux/riscv64",
                "s390x | linux/s390x"
            })
    void architectureOfPods(String architecture, String platform) {
        KubernetesNodeConfiguration node = new KubernetesNodeConfiguration("pods");
        node.setArchitectures(List.of(architecture));
        assertEquals(List.of(Platform.valueOf(platform)), node.toFarmNode().platforms());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "AMD64", "linux/amd64", "arm/v7", "sparc", "$(id)"})
    void notAnArchitectureOfPods(String typed) {
        assertThrows(Failure.class, () -> pods().setArchitectures(List.of("amd64", typed)));
    }

    @Test
    void podsAreOfSomeArchitecture() {
        KubernetesNodeConfiguration node = pods();
        node.setArchitectures(List.of("arm64, arm"));
        assertEquals(List.of("arm64", "arm"), node.getArchitectures(), "as a form sends them");
        node.setArchitectures(List.of(" "));
        assertEquals(List.of("amd64"), node.getArchitectures());
    }

    @ParameterizedTest
    @ValueSource(strings = {"50Gi", "1.5Ti", "0.5G", "512Mi", "53687091200", "100k"})
    void sizeOfACache(String typed) {
        KubernetesNodeConfiguration node = pods();
        node.setCacheSize(" " + typed);
        assertEquals(typed, node.getCacheSize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"much", "0", "0Gi", "-5Gi", "50GB", "5 Gi", "50gi", "1e3", ".5Gi"})
    void notTheSizeOfACache(String typed) {
        assertThrows(Failure.class, () -> pods().setCacheSize(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"builds", "1", "team-a"})
    void namespace(String typed) {
        KubernetesNodeConfiguration node = pods();
        node.setNamespace(typed + " ");
        assertEquals(typed, node.getNamespace());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Builds", "team.a", "-a", "a-", "a_b", "$(id)", "../default"})
    void notANamespace(String typed) {
        assertThrows(Failure.class, () -> pods().setNamespace(typed));
        assertThrows(Failure.class, () -> pods().setNamespace("a".repeat(64)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fast", "a..b", "a.-b", ".a", "a.", "a/b", "a b c_d"})
    void notANameInACluster(String typed) {
        assertThrows(Failure.class, () -> pods().setServiceAccount(typed));
        assertThrows(Failure.class, () -> pods().setCacheStorageClass(typed));
        assertThrows(Failure.class, () -> pods().setPullSecrets(List.of("registry", typed)));
    }

    @Test
    void nameInACluster() {
        KubernetesNodeConfiguration node = pods();
        node.setServiceAccount("team-a.builder");
        node.setPullSecrets(List.of("registry  registry.example.com"));
        assertEquals("team-a.builder", node.getServiceAccount());
        assertEquals(List.of("registry", "registry.example.com"), node.getPullSecrets());
        assertThrows(Failure.class, () -> node.setServiceAccount("a.".repeat(127) + "a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"moby/buildkit:v0.26.2 --privileged", "moby/Buildkit", "moby/buildkit:", "https://moby/x"})
    void notTheImageOfPods(String typed) {
        assertThrows(Failure.class, () -> pods().setImage(typed));
    }

    @Test
    void timesOfPods() {
        KubernetesNodeConfiguration node = pods();
        assertThrows(Failure.class, () -> node.setStartTimeout("soon"));
        assertThrows(Failure.class, () -> node.setStartTimeout("0"));
        assertThrows(Failure.class, () -> node.setIdleTimeout("-1"));
        node.setStartTimeout("");
        node.setIdleTimeout("");
        assertEquals(Duration.ofMinutes(5), node.startPatience());
        assertEquals(Duration.ZERO, node.idleTime());
        node.setIdleTimeout("0m");
        assertFalse(node.isPool());
        node.setIdleTimeout("1h30m");
        assertEquals(Duration.ofMinutes(90), node.idleTime());
        assertTrue(node.isPool());
    }

    @Test
    void numbersOfPods() {
        assertThrows(Failure.class, () -> pods().setWarmPods(-1));
        assertThrows(Failure.class, () -> pods().setBuildsPerPod(0));
        assertThrows(Failure.class, () -> pods().setMaxBuilds(0));
        assertThrows(Failure.class, () -> pods().setPriority(-1));
        assertThrows(Failure.class, () -> pods().setWeight(65536));
        assertThrows(Failure.class, () -> pods().setLabels(List.of("$(id)")));
        assertThrows(Failure.class, () -> pods().setProfile("root"));
    }

    /** Here is no extension that knows clusters, as in a Jenkins without the Kubernetes plugin. */
    @Test
    void podsThatCouldNotBeMade() {
        KubernetesNodeConfiguration node = pods();
        node.check();
        node.setProfile("Privileged");
        assertRefused(Messages.KubernetesNodeConfiguration_privileged("pods"), node);
        node.setAllowPrivileged(true);
        node.check();
        node.setCacheSize("50Gi");
        assertRefused(Messages.KubernetesNodeConfiguration_noPool("pods"), node);
        node.setWarmPods(1);
        node.check();
        node.setWarmPods(0);
        node.setIdleTimeout("10m");
        node.check();
    }

    @Test
    void withoutTheKubernetesPluginANodeOfPodsSaysSo() {
        NodeReport report = NodeAccess.report(pods());
        assertFalse(report.hasAnswered());
        assertEquals(Messages.NodeAccess_noKubernetes("pods"), report.problem().cause());
    }

    private static KubernetesNodeConfiguration pods() {
        return new KubernetesNodeConfiguration("pods");
    }

    private static void assertRefused(String message, RegisteredNode node) {
        assertEquals(message, assertThrows(Failure.class, node::check).getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "podman.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc",
                "[podman.example.com]:2222,10.0.0.1 ssh-rsa AAAAB3NzaC1yc2E= a comment",
                "|1|JfKTdBh7rNbXkVAQCRp4OQoPfmI=|USECr3SWf1JUPsms5AqfD5QfxkM= sk-ssh-ed25519@openssh.com AAAA",
                "@cert-authority *.example.com ecdsa-sha2-nistp256 AAAAE2Vj"
            })
    void knownHosts(String line) {
        assertEquals(line, KnownHosts.parse("# host:22 SSH-2.0\r\n\r\n " + line + "\r\n"));
    }

    @Test
    void noKnownHosts() {
        assertNull(KnownHosts.parse(null));
        assertNull(KnownHosts.parse("# only a comment\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "podman.example.com",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc",
                "podman.example.com ssh-ed25519 AAAA\nelsewhere",
                "-----BEGIN OPENSSH PRIVATE KEY-----"
            })
    void notKnownHosts(String typed) {
        assertThrows(Failure.class, () -> KnownHosts.parse(typed));
    }
}
