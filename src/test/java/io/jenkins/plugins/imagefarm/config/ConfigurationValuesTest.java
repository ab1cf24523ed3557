package io.jenkins.plugins.imagefarm.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import hudson.model.Failure;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
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

    private static void assertRefused(String message, NodeConfiguration node) {
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
