package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The clouds of both kinds of clusters, as the Kubernetes plugin uses them. */
@WithJenkins
@Timeout(120)
class CloudsTest {
    @Test
    void aPlayedClusterIsACloud(JenkinsRule jenkins) throws Exception {
        try (FakeCluster cluster = FakeCluster.withoutDaemons()) {
            assertIsCluster(cluster, cluster.cloud("cloud").connect());
        }
    }

    @Test
    void aCloudOfThatNameIsAnotherOneInTheNextCluster(JenkinsRule jenkins) throws Exception {
        try (FakeCluster before = FakeCluster.withoutDaemons()) {
            before.cloud("cloud").connect().pods().list();
            jenkins.jenkins.clouds.clear();
        }
        try (FakeCluster cluster = FakeCluster.withoutDaemons()) {
            assertIsCluster(cluster, cluster.cloud("cloud").connect());
        }
    }

    @Test
    void aKubeconfigBecomesACloudWithCredentials(JenkinsRule jenkins, @TempDir Path folder) throws Exception {
        try (FakeCluster played = FakeCluster.withoutDaemons()) {
            Path kubeconfig =
                    Files.writeString(folder.resolve("config"), """
                    apiVersion: v1
                    kind: Config
                    current-context: here
                    clusters: [{name: c, cluster: {server: "%s"}}]
                    users: [{name: u, user: {token: secret}}]
                    contexts: [{name: here, context: {cluster: c, user: u, namespace: %s}}]
                    """.formatted(played.url(), played.namespace()));
            try (RealCluster cluster = RealCluster.of(kubeconfig)) {
                assertEquals(played.namespace(), cluster.namespace());
                cluster.client().pods().resource(SamplePods.plain("seen")).create();
                assertEquals(1, played.plays().size());
                KubernetesClient client = cluster.cloud("real").connect();
                assertEquals(
                        "seen",
                        client.pods().list().getItems().get(0).getMetadata().getName());
            }
        }
    }

    private static void assertIsCluster(FakeCluster cluster, KubernetesClient client) {
        cluster.client().pods().resource(SamplePods.plain("seen")).create();
        assertEquals(
                "seen", client.pods().list().getItems().get(0).getMetadata().getName());
        assertEquals(cluster.namespace(), client.getNamespace());
    }
}
