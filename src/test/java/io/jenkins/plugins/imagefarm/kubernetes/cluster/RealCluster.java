package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import jenkins.model.Jenkins;
import org.csanchez.jenkins.plugins.kubernetes.KubernetesCloud;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.opentest4j.TestAbortedException;

/** The cluster that the environment names, for {@link OnRealCluster} only. Pods are made in the namespace of the kubeconfig's current context. */
public final class RealCluster implements Cluster {
    /** Path of a kubeconfig that has its certificates and tokens in it. */
    static final String KUBECONFIG = "IMAGE_FARM_KUBECONFIG";

    /** A BuildKit image that the cluster can pull, such as {@code moby/buildkit:v0.26.2-rootless}. */
    static final String IMAGE = "IMAGE_FARM_BUILDKIT_IMAGE";

    private final Path kubeconfig;
    private final Config config;
    private final KubernetesClient client;

    private RealCluster(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
        config = Config.fromKubeconfig(kubeconfig.toFile());
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    /** The one that the environment names. */
    public static RealCluster named() {
        return of(Path.of(System.getenv(KUBECONFIG)));
    }

    static RealCluster of(Path kubeconfig) {
        return new RealCluster(kubeconfig);
    }

    @Override
    public String namespace() {
        return Objects.requireNonNullElse(config.getNamespace(), "default");
    }

    @Override
    public KubernetesClient client() {
        return client;
    }

    @Override
    public String image() {
        return System.getenv(IMAGE);
    }

    @Override
    public KubernetesCloud cloud(String name) {
        KubernetesCloud cloud = new KubernetesCloud(name);
        cloud.setServerUrl(config.getMasterUrl());
        cloud.setNamespace(namespace());
        cloud.setCredentialsId(credentials(name + "-kubeconfig"));
        Jenkins.get().clouds.add(cloud);
        return cloud;
    }

    private String credentials(String id) {
        try {
            SystemCredentialsProvider.getInstance()
                    .getCredentials()
                    .add(new FileCredentialsImpl(
                            CredentialsScope.GLOBAL,
                            id,
                            "",
                            "kubeconfig",
                            SecretBytes.fromRawBytes(Files.readAllBytes(kubeconfig))));
            SystemCredentialsProvider.getInstance().save();
            return id;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FakeCluster played() {
        throw new TestAbortedException("not on a real cluster: it does not do what this test wants");
    }

    @Override
    public void close() {
        client.close();
    }
}
