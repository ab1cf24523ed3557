package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey.DirectEntryPrivateKeySource;
import com.cloudbees.plugins.credentials.CredentialsScope;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.fake.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** <i>Test connection</i> with real nodes and the real engine, with credentials as an administrator has them. */
@WithJenkins
class RealNodesTest {
    private String knownHosts;
    private String sshKey;

    @BeforeEach
    void addCredentials(@SuppressWarnings("unused") JenkinsRule jenkins) throws Exception {
        knownHosts = read(Engines.value("IMAGE_FARM_SSH_KNOWN_HOSTS"));
        sshKey = read(Engines.value("IMAGE_FARM_SSH_KEY"));
        addSshKey("ssh", sshKey);
        String certificates = Engines.value("IMAGE_FARM_CERTS");
        TestCredentials.add(new DockerServerCredentials(
                CredentialsScope.SYSTEM,
                "tls",
                null,
                Secret.fromString(read(certificates + "/client.key")),
                read(certificates + "/client.crt"),
                read(certificates + "/ca.crt")));
    }

    @Test
    void podmanOverSsh() {
        for (String name : new String[] {"IMAGE_FARM_PODMAN4_NODE1_SSH", "IMAGE_FARM_PODMAN5_NODE1_SSH"}) {
            assertAnswers("Podman [45]\\.\\S+ .* Native: linux/.*", test(Engines.value(name), "ssh"));
        }
    }

    /** The user stands in the credentials. */
    @Test
    void podmanOverSshWithoutUserInTheAddress() {
        String uri = Engines.value("IMAGE_FARM_PODMAN5_NODE1_SSH").replace("node1@", "");
        assertAnswers("Podman 5\\..*", test(uri, "ssh"));
    }

    @Test
    void buildKitOverTls() {
        assertAnswers("BuildKit \\S+ .* Native: linux/.*", test(Engines.value("IMAGE_FARM_BUILDKITD_TLS"), "tls"));
    }

    @Test
    void dockerOnTheController() {
        assertAnswers("Docker \\S+ .* on the controller; .*", test(Engines.docker(), ""));
    }

    @Test
    void whatAnAdministratorMayGetWrong() throws Exception {
        String podman = Engines.value("IMAGE_FARM_PODMAN5_NODE1_SSH");
        addSshKey("wrong", read(Engines.value("IMAGE_FARM_CERTS") + "/client.key"));
        assertProblem("does not let 'node1' in with this SSH key", test(podman, "wrong"));
        assertProblem("has no socket", test(podman.replaceFirst("/run/user/.*", "/run/nothing.sock"), "ssh"));
        assertProblem("does not let 'nobody' in", test(podman.replace("node1@", "nobody@"), "ssh"));
        knownHosts = Nodes.KNOWN_HOSTS;
        assertProblem("is not among the known hosts", test(podman, "ssh"));
        assertProblem("127.0.0.1:1", test("tcp://127.0.0.1:1", "tls"));
    }

    private void addSshKey(String id, String key) throws Exception {
        TestCredentials.add(new BasicSSHUserPrivateKey(
                CredentialsScope.SYSTEM, id, "node1", new DirectEntryPrivateKeySource(key), null, null));
    }

    private FormValidation test(String uri, String credentialsId) {
        FormValidation answer = new NodeConfiguration.DescriptorImpl()
                .doTestConnection("node", uri, "auto", credentialsId, knownHosts, "");
        assertThat(
                answer.getMessage(), not(containsString(sshKey.lines().toList().get(1))));
        return answer;
    }

    private static void assertAnswers(String pattern, FormValidation answer) {
        assertThat(answer.getMessage(), matchesPattern(pattern));
        assertEquals(FormValidation.Kind.OK, answer.kind);
    }

    private static void assertProblem(String text, FormValidation answer) {
        assertThat(answer.getMessage(), containsString(text.replace("'", "&#039;")));
        assertEquals(FormValidation.Kind.ERROR, answer.kind);
        assertEquals(1, answer.getMessage().lines().count());
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}
