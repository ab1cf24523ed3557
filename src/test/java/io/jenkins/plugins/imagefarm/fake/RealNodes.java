package io.jenkins.plugins.imagefarm.fake;

import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import io.jenkins.plugins.imagefarm.config.ImageFarmConfiguration;
import io.jenkins.plugins.imagefarm.config.NodeConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.docker.commons.credentials.DockerServerCredentials;

/** The daemons of {@link Engines} as registered nodes, with the credentials that reach them. */
public final class RealNodes {
    private RealNodes() {}

    /** A buildkitd over mutual TLS, used for that platform only. */
    public static void buildkit(String name, String platform) throws IOException {
        NodeConfiguration node = new NodeConfiguration(name, Engines.value("IMAGE_FARM_BUILDKITD_TLS"));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new DockerServerCredentials(
                        CredentialsScope.SYSTEM,
                        name,
                        null,
                        Secret.fromString(certificate("client.key")),
                        certificate("client.crt"),
                        certificate("ca.crt")));
        node.setCredentialsId(name);
        register(node, platform);
    }

    /** A Docker daemon beside the agent, used for that platform only. */
    public static void docker(String name, String platform) {
        register(new NodeConfiguration(name, Engines.docker()), platform);
    }

    /**
     * A Podman node over SSH, used for that platform only.
     *
     * @param which of {@code PODMAN4_NODE1} and its like
     */
    public static void podman(String name, String which, String platform) throws IOException {
        NodeConfiguration node = new NodeConfiguration(name, Engines.value("IMAGE_FARM_" + which + "_SSH"));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new BasicSSHUserPrivateKey(
                        CredentialsScope.SYSTEM,
                        name,
                        "unused",
                        new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource(
                                Files.readString(Path.of(Engines.value("IMAGE_FARM_SSH_KEY")))),
                        null,
                        null));
        node.setCredentialsId(name);
        node.setKnownHosts(Files.readString(Path.of(Engines.value("IMAGE_FARM_SSH_KNOWN_HOSTS"))));
        register(node, platform);
    }

    private static void register(NodeConfiguration node, String platform) {
        node.setPlatforms(List.of(platform));
        List<NodeConfiguration> nodes =
                new ArrayList<>(ImageFarmConfiguration.get().getNodes());
        nodes.add(node);
        ImageFarmConfiguration.get().setNodes(nodes);
    }

    private static String certificate(String file) throws IOException {
        return Files.readString(Path.of(Engines.value("IMAGE_FARM_CERTS"), file));
    }
}
