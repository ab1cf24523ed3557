package io.jenkins.plugins.imagefarm.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Refusals as API servers word them. */
class ClusterProblemTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "401 | Unauthorized | USER | does not take the cloud's credentials",
                "403 | pods is forbidden: User \"system:serviceaccount:a:b\" cannot create resource \"pods\" in API group \"\" in the namespace \"builds\" | USER | may not create pods in the namespace builds",
                "403 | Forbidden | USER | may not create pods in the namespace builds",
                "403 | pods \"p\" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=5, limited: pods=5 | SERVICE | exceeded quota: compute, requested: pods=1",
                "403 | pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": privileged (container \"buildkitd\" must not set securityContext.privileged=true) | USER | violates PodSecurity \"baseline:latest\": privileged",
                "403 | pods \"p\" is forbidden: [maximum memory usage per Container is 1Gi, but limit is 4Gi] | USER | does not admit the pods: [maximum memory usage per Container is 1Gi",
                "403 | pods \"p\" is forbidden: error looking up service account builds/x: serviceaccount \"x\" not found | USER | serviceaccount \"x\" not found",
                "403 | pods \"p\" is forbidden: no PriorityClass with name low was found | USER | no PriorityClass with name low was found",
                "403 | pods \"p\" is forbidden: unable to create new content in namespace builds because it is being terminated | USER | being terminated",
                "403 | admission webhook \"validate.kyverno.svc\" denied the request: no latest tag | USER | denied the request: no latest tag",
                "400 | admission webhook \"x\" denied the request: no | USER | denied the request: no",
                "404 | namespaces \"builds\" not found | USER | There is no namespace builds",
                "404 | pods \"p\" not found | SERVICE | did not create pods: pods \"p\" not found",
                "409 | pods \"p\" already exists | SERVICE | already exists",
                "422 | Pod \"p\" is invalid: spec.volumes[0].name: Duplicate value | USER | does not take the pods: Pod \"p\" is invalid",
                "429 | too many requests | SERVICE | too many requests",
                "500 | etcdserver: request timed out | SERVICE | etcdserver: request timed out",
            })
    void whatAnApiServerRefusesIsSaidInItsWordsAndWithTheRightFault(int code, String said, Fault fault, String why) {
        Problem problem = ClusterProblem.of(
                new KubernetesClientException(
                        new StatusBuilder().withCode(code).withMessage(said).build()),
                "create",
                "pods",
                "builds");
        assertEquals(fault, problem.fault(), problem.toString());
        assertThat(problem.cause(), containsString(why));
        assertEquals(1, problem.toString().lines().count());
    }

    @Test
    void theAdviceNamesTheLevelAndTheRole() {
        assertThat(
                ClusterProblem.of(
                                status("pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": x"),
                                "create",
                                "pods",
                                "b")
                        .advice(),
                containsString("pod-security.kubernetes.io/enforce: privileged"));
        assertThat(
                ClusterProblem.of(status("pods is forbidden: User \"x\" cannot create resource"), "create", "pods", "b")
                        .advice(),
                containsString("docs/operate/kubernetes-rbac.yaml"));
    }

    @Test
    void anApiServerThatIsNotThereIsTheServicesFault() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        Problem problem = ClusterProblem.of(failure("http://127.0.0.1:" + nobody), "list", "pods", "b");
        assertEquals(Fault.SERVICE, problem.fault());
        assertThat(problem.cause(), containsString("API server cannot be reached"));
        assertThat(problem.cause(), containsString(":" + nobody));
    }

    @Test
    void anApiServerThatTheCloudDoesNotTrustIsTheUsersFault() throws Exception {
        PodAuthority.Server server = PodAuthority.of(new byte[32], "localhost").server();
        try (TlsServer untrusted = new TlsServer(server)) {
            Problem problem = ClusterProblem.of(failure("https://localhost:" + untrusted.port()), "list", "pods", "b");
            assertEquals(Fault.USER, problem.fault(), problem.toString());
            assertThat(problem.toString(), containsString("does not trust the certificate"));
            assertEquals(1, problem.toString().lines().count());
        }
    }

    private static KubernetesClientException failure(String url) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withRequestRetryBackoffLimit(0)
                .build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            return assertThrows(
                    KubernetesClientException.class,
                    () -> client.pods().inNamespace("b").list());
        }
    }

    /** Makes its half of handshakes, and has nothing to say. */
    private static final class TlsServer implements AutoCloseable {
        private final SSLServerSocket listener;

        TlsServer(PodAuthority.Server identity) throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            byte[] key = Base64.getMimeDecoder().decode(identity.key().replaceAll("-----[A-Z ]+-----", ""));
            store.setKeyEntry(
                    "server",
                    KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)),
                    new char[0],
                    new Certificate[] {
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(
                                        identity.certificate().getBytes(StandardCharsets.US_ASCII)))
                    });
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            listener = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(this::serve, "TLS server");
            thread.setDaemon(true);
            thread.start();
        }

        int port() {
            return listener.getLocalPort();
        }

        private void serve() {
            while (!listener.isClosed()) {
                try (SSLSocket client = (SSLSocket) listener.accept()) {
                    client.startHandshake();
                } catch (IOException e) {
                    // refused, or closed
                }
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static KubernetesClientException status(String message) {
        return new KubernetesClientException(
                new StatusBuilder().withCode(403).withMessage(message).build());
    }
}
