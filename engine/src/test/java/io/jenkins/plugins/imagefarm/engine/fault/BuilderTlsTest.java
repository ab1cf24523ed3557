package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.pod.PodAuthority;
import io.jenkins.plugins.imagefarm.engine.pod.PodDaemon;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS files that are missing or wrong: the message names the file, or what the daemon does not like. */
class BuilderTlsTest {
    @TempDir
    private Path folder;

    private String builder;
    private String ca;
    private String certificate;
    private String key;
    private String serverName;

    @BeforeEach
    void rightSettings() throws Exception {
        Files.writeString(folder.resolve("Dockerfile"), "FROM " + Engines.baseImage() + "\n");
        builder = Engines.buildkitdTls().uri();
        ca = Engines.certificate("ca.crt");
        certificate = Engines.certificate("client.crt");
        key = Engines.certificate("client.key");
    }

    @Test
    void theRightFilesWork() {
        CommandLineRun run = run();
        assertEquals(0, run.exitCode(), run.output());
    }

    @Test
    void aNameThatIsNotInTheAddressIsTheOneThatCounts() throws Exception {
        try (PodDaemon pod = PodDaemon.start(Engines.buildkitd(), "pod-1", folder)) {
            authority(pod.authority());
            builder = pod.uri();
            serverName = "pod-1";
            CommandLineRun run = run();
            assertEquals(0, run.exitCode(), run.output());
            serverName = null;
            refused().isTheUsersFault(builder + " has a certificate that is not valid for it: ");
        }
    }

    @Test
    void theHostInTheAddressDoesNotCountBesideAName() {
        serverName = "pod-1";
        refused()
                .isTheUsersFault(builder + " has a certificate that is not valid for pod-1: ")
                .saysNothingElse();
    }

    @Test
    void whatIsNoNameOfAServer() {
        serverName = "pod 1";
        refused()
                .isTheUsersFault("'pod 1' is not a name that a builder's certificate can show")
                .saysNothingElse();
    }

    @Test
    void aFileThatIsMissing() {
        ca = "/not/there/ca.crt";
        refused()
                .isTheUsersFault("'/not/there/ca.crt' cannot be read: it does not exist")
                .saysNothingElse();
    }

    @Test
    void aKeyInTheOldForm() throws Exception {
        Path old = folder.resolve("old.key");
        Process openssl = new ProcessBuilder("openssl", "ec", "-in", key, "-out", old.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, openssl.waitFor(), said);
        key = old.toString();
        refused()
                .isTheUsersFault("client key is no private key in PKCS#8 form", "openssl pkcs8 -topk8 -nodes")
                .saysNothingElse();
    }

    @Test
    void aCertificateWithoutItsKey() {
        key = null;
        refused().isTheUsersFault("Give both").saysNothingElse();
    }

    @Test
    void aKeyOfAnotherCertificate() {
        key = Engines.certificate("server.key");
        refused()
                .isTheUsersFault("client key is not that of its client certificate")
                .saysNothingElse();
    }

    @Test
    void aKeyOfAnotherKind() {
        key = Engines.certificate("token.key");
        refused()
                .isTheUsersFault("client key is not that of its client certificate")
                .saysNothingElse();
    }

    @Test
    void aKeyInThePlaceOfACertificate() {
        certificate = key;
        refused()
                .isTheUsersFault("client certificate is no certificate", "-----BEGIN CERTIFICATE-----")
                .saysNothingElse();
    }

    @Test
    void anEmptyFile() throws Exception {
        ca = Files.createFile(folder.resolve("empty")).toString();
        refused().isTheUsersFault("CA certificate is no certificate").saysNothingElse();
    }

    @Test
    void aDaemonOfAnotherAuthority() {
        ca = Engines.certificate("token.crt");
        refused()
                .isTheUsersFault(builder + " has a certificate of another authority")
                .saysNothingElse();
    }

    @Test
    void aClientOfAnotherAuthority() {
        certificate = Engines.certificate("token.crt");
        key = Engines.certificate("token.key");
        refused()
                .isTheUsersFault(builder + " does not take the client certificate")
                .saysNothingElse();
    }

    @Test
    void aDaemonWhoseCertificateHasExpired() throws Exception {
        ExpiredCertificate expired = ExpiredCertificate.make(folder);
        try (ServerSocket daemon = expired.server()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getByName("localhost"))) {
            Thread thread = new Thread(() -> greetAll((SSLServerSocket) daemon), "expired-daemon");
            thread.setDaemon(true);
            thread.start();
            builder = "tcp://localhost:" + daemon.getLocalPort();
            refused()
                    .isTheUsersFault(builder + " has a certificate that has expired", "Renew the daemon's certificate")
                    .saysNothingElse();
        }
    }

    private static void greetAll(SSLServerSocket daemon) {
        while (!daemon.isClosed()) {
            try (SSLSocket client = (SSLSocket) daemon.accept()) {
                client.startHandshake();
            } catch (IOException e) {
                // The client does not like the certificate, or it is over.
            }
        }
    }

    @Test
    void aClientWhoseCertificateHasExpired() throws Exception {
        ExpiredCertificate expired = ExpiredCertificate.make(folder);
        certificate = expired.certificate().toString();
        key = expired.key().toString();
        refused()
                .isTheUsersFault("The builder's client certificate is not valid now: it ended on ")
                .saysNothingElse();
    }

    @Test
    void noClientCertificateWhereOneIsWanted() {
        certificate = null;
        key = null;
        refused().isTheUsersFault(builder + " wants a client certificate").saysNothingElse();
    }

    @Test
    void noTlsWhereItIsWanted() {
        ca = null;
        certificate = null;
        key = null;
        refused().isTheServicesFault(builder + " hangs up", "want TLS").saysNothingElse();
    }

    @Test
    void tlsWhereThereIsNone() {
        builder = Engines.buildkitdTcp().uri();
        refused().isTheUsersFault(builder + " does not speak TLS").saysNothingElse();
    }

    private void authority(PodAuthority authority) throws Exception {
        ca = Files.writeString(folder.resolve("pod-ca.crt"), authority.certificate())
                .toString();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        certificate = Files.writeString(
                        folder.resolve("pod-client.crt"),
                        authority.client(base64.encodeToString(pair.getPublic().getEncoded())))
                .toString();
        key = Files.writeString(
                        folder.resolve("pod-client.key"),
                        "-----BEGIN PRIVATE KEY-----\n"
                                + base64.encodeToString(pair.getPrivate().getEncoded())
                                + "\n-----END PRIVATE KEY-----\n")
                .toString();
    }

    private FailedBuild refused() {
        return FailedBuild.of(run());
    }

    private CommandLineRun run() {
        List<String> arguments = new ArrayList<>(List.of("build", "--retries=0", "--builder=" + builder));
        if (ca != null) {
            arguments.add("--tlscacert=" + ca);
        }
        if (certificate != null) {
            arguments.add("--tlscert=" + certificate);
        }
        if (key != null) {
            arguments.add("--tlskey=" + key);
        }
        if (serverName != null) {
            arguments.add("--tls-server-name=" + serverName);
        }
        arguments.add(folder.toString());
        return CommandLineRun.of(arguments.toArray(new String[0]));
    }
}
