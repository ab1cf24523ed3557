package io.jenkins.plugins.imagefarm.config;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey.DirectEntryPrivateKeySource;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.domains.HostnameSpecification;
import hudson.model.Fingerprint;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Which keys go along for which node, and where they may come from. */
@WithJenkins
class NodeAccessTest {
    private static final String KEY =
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----\n";
    private static final String TLS_KEY = "-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----";

    private JenkinsRule jenkins;
    private Run<?, ?> run;

    @BeforeEach
    void runBuild(JenkinsRule rule) throws Exception {
        jenkins = rule;
        run = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject("job"));
    }

    @Test
    void sshKeyWithItsUser() throws Exception {
        TestCredentials.add(sshKey("key", "builder", "secret-phrase"));
        NodeAccess access = NodeAccess.of(
                run,
                List.of(
                        Nodes.ssh("one", "ssh://podman.example.com:2222/run/podman.sock", "key"),
                        Nodes.ssh("two", "ssh://other@podman.example.com:2222/run/podman.sock", "key")));
        assertEquals(BuilderKeys.ssh(KEY, "secret-phrase"), access.keys().get("one"));
        assertEquals(
                "ssh://builder@podman.example.com:2222/run/podman.sock",
                access.nodes().get(0).builder().uri());
        assertEquals(Nodes.KNOWN_HOSTS, access.nodes().get(0).builder().knownHosts());
        assertEquals(
                "ssh://other@podman.example.com:2222/run/podman.sock",
                access.nodes().get(1).builder().uri(),
                "the address goes before the credentials");
        assertEquals(List.of(), access.known());
        assertThat(access.toString(), not(containsString("b3BlbnNzaC1rZXk")));
        assertThat(access.toString(), not(containsString("secret-phrase")));
    }

    @Test
    void sshKeyWithoutPassphrase() throws Exception {
        TestCredentials.add(sshKey("key", "builder", null));
        NodeAccess access =
                NodeAccess.of(List.of(Nodes.ssh("one", "ssh://podman.example.com:2222/run/podman.sock", "key")));
        assertNull(access.keys().get("one").sshPassphrase());
    }

    @Test
    void tlsCertificateWithItsAuthority() throws Exception {
        TestCredentials.add(certificate("tls", "their CA"));
        NodeConfiguration own = Nodes.tcp("own", "tcp://buildkit.example.com:1234", "tls");
        own.setCaCertificate(TestCredentials.authority());
        NodeConfiguration server = Nodes.tcp("server", "tcp://buildkit.example.com:1234", null);
        server.setCaCertificate(TestCredentials.authority());
        NodeAccess access =
                NodeAccess.of(run, List.of(Nodes.tcp("one", "tcp://buildkit.example.com:1234", "tls"), own, server));
        assertEquals(
                Map.of(
                        "one", BuilderKeys.tls("their CA", "certificate", TLS_KEY),
                        "own", BuilderKeys.tls(TestCredentials.authority(), "certificate", TLS_KEY),
                        "server", BuilderKeys.tls(TestCredentials.authority(), null, null)),
                access.keys());
    }

    @Test
    void noKeysForWhatIsOnTheAgent() {
        NodeAccess access = NodeAccess.of(
                run,
                List.of(
                        Nodes.unix("socket"),
                        new NodeConfiguration("found", ""),
                        Nodes.tcp("local", "tcp://localhost:1234", null)));
        assertEquals(Map.of(), access.keys());
        assertEquals(3, access.nodes().size());
        assertEquals(List.of(), access.known());
    }

    /** One wrong line in the configuration must not fail a build that has other nodes. */
    @Test
    void nodeWithUnusableCredentialsIsReported() throws Exception {
        TestCredentials.addLogin("login", CredentialsScope.GLOBAL);
        TestCredentials.add(new BasicSSHUserPrivateKey(
                CredentialsScope.GLOBAL, "odd", "two words", new DirectEntryPrivateKeySource(KEY), null, null));
        TestCredentials.add(new BasicSSHUserPrivateKey(
                CredentialsScope.GLOBAL, "keyless", "user", new DirectEntryPrivateKeySource(List.of()), null, null));
        String uri = "ssh://podman.example.com:2222/run/podman.sock";
        NodeAccess access = NodeAccess.of(
                run,
                List.of(
                        Nodes.unix("good"),
                        Nodes.ssh("missing", uri, "no-such-id"),
                        Nodes.ssh("kind", uri, "login"),
                        Nodes.tcp("certificate", "tcp://buildkit.example.com:1234", "login"),
                        Nodes.ssh("user", uri, "odd"),
                        Nodes.ssh("keyless", uri, "keyless")));
        assertEquals(6, access.nodes().size());
        assertEquals(Map.of(), access.keys());
        assertEquals(
                List.of(
                        "There are no credentials 'no-such-id' for the node 'missing' in Jenkins' own credentials",
                        "The credentials 'login' of the node 'kind' are of the wrong kind: Username with password"
                                + " instead of SSH Username with private key",
                        "The credentials 'login' of the node 'certificate' are of the wrong kind: Username with password"
                                + " instead of X.509 Client Certificate",
                        "Nothing names the user for the node 'user': write ssh://user@host in its address, or a user in"
                                + " the credentials 'odd'",
                        "The credentials 'keyless' of the node 'keyless' hold no private key"),
                access.known().stream()
                        .map(report -> report.problem().toString())
                        .toList());
        assertTrue(access.known().stream().allMatch(report -> report.problem().fault() == Fault.USER));
    }

    /** A key is never shown to a host that the credentials' domain does not name. */
    @Test
    void domainsAreKept() throws Exception {
        Domain domain = new Domain("one", null, List.of(new HostnameSpecification("one.example.com", "")));
        CredentialsProvider.lookupStores(jenkins.jenkins)
                .iterator()
                .next()
                .addDomain(domain, sshKey("key", "builder", null));
        NodeAccess access = NodeAccess.of(
                run,
                List.of(
                        Nodes.ssh("one", "ssh://one.example.com/run/podman.sock", "key"),
                        Nodes.ssh("two", "ssh://two.example.com/run/podman.sock", "key")));
        assertEquals(Set.of("one"), access.keys().keySet());
        assertEquals(
                "The credentials 'key' cannot be used for the node 'two': their domain does not allow it",
                access.known().get(0).problem().toString());
    }

    /** No job can read those of the scope System, and still build on the nodes they are for. */
    @Test
    void credentialsOfTheScopeSystemAreForNodes() throws Exception {
        TestCredentials.add(new BasicSSHUserPrivateKey(
                CredentialsScope.SYSTEM, "key", "builder", new DirectEntryPrivateKeySource(KEY), null, null));
        NodeAccess access =
                NodeAccess.of(run, List.of(Nodes.ssh("one", "ssh://podman.example.com/run/podman.sock", "key")));
        assertEquals(Set.of("one"), access.keys().keySet());
    }

    /** Who may configure a folder does not decide with which key Jenkins logs in at a node. */
    @Test
    void credentialsOfAFolderAreNotForNodes() throws Exception {
        Folder folder = jenkins.jenkins.createProject(Folder.class, "folder");
        TestCredentials.addTo(folder, sshKey("key", "builder", null));
        Run<?, ?> inside = jenkins.buildAndAssertSuccess(folder.createProject(FreeStyleProject.class, "inside"));
        NodeAccess access =
                NodeAccess.of(inside, List.of(Nodes.ssh("one", "ssh://podman.example.com/run/podman.sock", "key")));
        assertEquals(Map.of(), access.keys());
        assertEquals(1, access.known().size());
    }

    @Test
    void useIsTracked() throws Exception {
        BasicSSHUserPrivateKey key = sshKey("key", "builder", null);
        TestCredentials.add(key);
        NodeAccess.of(run, List.of(Nodes.ssh("one", "ssh://podman.example.com/run/podman.sock", "key")));
        Fingerprint use = CredentialsProvider.getFingerprintOf(key);
        assertThat(use, notNullValue());
        assertTrue(use.getRangeSet("job").includes(run.getNumber()));
    }

    private static BasicSSHUserPrivateKey sshKey(String id, String user, String passphrase) {
        return new BasicSSHUserPrivateKey(
                CredentialsScope.GLOBAL, id, user, new DirectEntryPrivateKeySource(KEY), passphrase, null);
    }

    private static Credentials certificate(String id, String ca) {
        return new DockerServerCredentials(
                CredentialsScope.GLOBAL, id, null, Secret.fromString(TLS_KEY), "certificate", ca);
    }
}
