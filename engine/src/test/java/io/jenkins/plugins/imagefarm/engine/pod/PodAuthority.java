package io.jenkins.plugins.imagefarm.engine.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificate authority of one pod, as Jenkins makes one: it signs the daemon's certificate, which names the pod and no host, and
 * the client's.
 */
public final class PodAuthority {
    private static final String PASSWORD = "changeit";
    private static final List<String> NEW_KEY =
            List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes");

    private final Path folder;
    private final String pod;

    private PodAuthority(Path folder, String pod) {
        this.folder = folder;
        this.pod = pod;
    }

    /** @param folder for its files */
    public static PodAuthority make(Path folder, String pod) throws IOException, InterruptedException {
        PodAuthority authority = new PodAuthority(Files.createTempDirectory(folder, "authority-"), pod);
        authority.openssl(
                "req", NEW_KEY, "-x509", "-days", "1", "-subj", "/CN=of " + pod, "-keyout", "ca.key", "-out", "ca.crt");
        return authority;
    }

    public String pod() {
        return pod;
    }

    /** Its own certificate, PEM. */
    public String certificate() throws IOException {
        return Files.readString(folder.resolve("ca.crt"));
    }

    /** @param publicKey X.509's SubjectPublicKeyInfo, Base64 */
    public String client(String publicKey) throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve("client.pub"),
                "-----BEGIN PUBLIC KEY-----\n" + publicKey.replaceAll("(.{64})", "$1\n")
                        + "\n-----END PUBLIC KEY-----\n");
        Files.writeString(folder.resolve("client.ext"), "extendedKeyUsage=clientAuth\n");
        openssl(
                "x509",
                "-new",
                "-subj",
                "/CN=engine",
                "-force_pubkey",
                "client.pub",
                signed("client.ext"),
                "-out",
                "client.crt");
        return Files.readString(folder.resolve("client.crt"));
    }

    /** Speaks TLS as the pod's daemon, and knows its clients. */
    public SSLContext daemon() throws IOException, InterruptedException, GeneralSecurityException {
        Files.writeString(
                folder.resolve("daemon.ext"), "subjectAltName=DNS:" + pod + "\nextendedKeyUsage=serverAuth\n");
        openssl("req", NEW_KEY, "-subj", "/CN=" + pod, "-keyout", "daemon.key", "-out", "daemon.csr");
        openssl("x509", "-req", "-in", "daemon.csr", signed("daemon.ext"), "-out", "daemon.crt");
        openssl(
                "pkcs12",
                "-export",
                "-in",
                "daemon.crt",
                "-inkey",
                "daemon.key",
                "-certfile",
                "ca.crt",
                "-name",
                "daemon",
                "-passout",
                "pass:" + PASSWORD,
                "-out",
                "daemon.p12");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(daemonsKey(), PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private KeyStore daemonsKey() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(folder.resolve("daemon.p12"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store;
        }
    }

    private KeyStore authorities() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(folder.resolve("ca.crt"))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
            return store;
        }
    }

    private static List<String> signed(String extensions) {
        return List.of("-CA", "ca.crt", "-CAkey", "ca.key", "-set_serial", "2", "-days", "1", "-extfile", extensions);
    }

    /** @param arguments texts, and lists of them */
    private void openssl(Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        for (Object argument : arguments) {
            if (argument instanceof List<?> several) {
                several.forEach(each -> command.add(each.toString()));
            } else {
                command.add(argument.toString());
            }
        }
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), () -> command + "\n" + output);
    }
}
