package io.jenkins.plugins.imagefarm.pipeline;

import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey.DirectEntryPrivateKeySource;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.FilePath;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeConfiguration;
import io.jenkins.plugins.imagefarm.config.RegistryConfiguration;
import io.jenkins.plugins.imagefarm.fake.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The keys with which real nodes are reached are searched for in all places they must not be in. */
@WithJenkins
class FarmSecretSearchTest {
    private final String tag = Engines.plainRegistry() + "/secret/farm-" + UUID.randomUUID() + ":1";

    @Test
    void keysOfNodesAreOnlyInJenkinsCredentials(JenkinsRule r) throws Exception {
        String sshKey = Files.readString(Path.of(Engines.value("IMAGE_FARM_SSH_KEY")));
        String tlsKey = Files.readString(Path.of(Engines.value("IMAGE_FARM_CERTS"), "client.key"));
        configure(sshKey, tlsKey);
        SecretSearch search = new SecretSearch(telling(sshKey), telling(tlsKey));
        WorkflowJob job = r.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("""
                node {
                  writeFile file: 'Dockerfile', text: '''FROM %s
                ARG WHERE
                RUN echo shown-$WHERE; sleep 10
                '''
                  def build = { name ->
                    farmBuild nodes: [name], platforms: ['linux/amd64'], tags: "%s-${name}", buildArgs: [WHERE: name], noCache: true
                  }
                  parallel ssh: { build('ssh') }, tls: { build('tls') }
                }
                """.formatted(Engines.baseImage(), tag), true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        r.waitForMessage("shown-ssh", run);
        r.waitForMessage("shown-tls", run);

        FilePath workspace = r.jenkins.getWorkspaceFor(job);
        search.assertNotInRunning(run, workspace);

        r.assertBuildStatus(Result.SUCCESS, r.waitForCompletion(run));
        search.assertNotIn(job.getRootDir().toPath());
        search.assertNotIn(Path.of(workspace.getRemote()).getParent());
        search.assertNotIn(r.jenkins.getRootDir().toPath());
    }

    /** A line from the middle of a PEM text: those at its ends are the same in many keys. */
    private static String telling(String pem) {
        List<String> lines = pem.lines().toList();
        return lines.get(lines.size() / 2);
    }

    private static void configure(String sshKey, String tlsKey) throws IOException {
        RegistryConfiguration plain = new RegistryConfiguration("plain", Engines.plainRegistry());
        plain.setInsecure(true);
        NodeConfiguration ssh = new NodeConfiguration("ssh", Engines.value("IMAGE_FARM_PODMAN5_NODE1_SSH"));
        ssh.setCredentialsId("ssh-key");
        ssh.setKnownHosts(Files.readString(Path.of(Engines.value("IMAGE_FARM_SSH_KNOWN_HOSTS"))));
        NodeConfiguration tls = new NodeConfiguration("tls", Engines.value("IMAGE_FARM_BUILDKITD_TLS"));
        tls.setCredentialsId("tls-key");
        ImageFarmConfiguration.get().setRegistries(List.of(plain));
        ImageFarmConfiguration.get().setNodes(List.of(ssh, tls));
        Path certificates = Path.of(Engines.value("IMAGE_FARM_CERTS"));
        SystemCredentialsProvider system = SystemCredentialsProvider.getInstance();
        system.getCredentials()
                .add(new BasicSSHUserPrivateKey(
                        CredentialsScope.SYSTEM,
                        "ssh-key",
                        "node1",
                        new DirectEntryPrivateKeySource(sshKey),
                        null,
                        null));
        system.getCredentials()
                .add(new DockerServerCredentials(
                        CredentialsScope.SYSTEM,
                        "tls-key",
                        null,
                        Secret.fromString(tlsKey),
                        Files.readString(certificates.resolve("client.crt")),
                        Files.readString(certificates.resolve("ca.crt"))));
        system.save();
    }
}
