package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** Certificates of pods, put to use: TLS on both sides, with the JDK's own checks. */
class PodAuthorityTest {
    private static final char[] NO_PASSWORD = new char[0];
    private static final String POD = "image-farm-pods-0123456789";

    private final PodAuthority authority = PodAuthority.of(seed(1), POD);
    private final KeyPair client = pair();

    @Test
    void aBuildReachesItsPod() throws Exception {
        byte[] greeting = "hello".getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(
                greeting, exchange(authority, clientCertificate(authority, soon()), authority.ca(), POD, greeting));
    }

    @Test
    void aBuildDoesNotReachThePodOfAnother() {
        PodAuthority other = PodAuthority.of(seed(2), POD);
        assertThrows(
                Exception.class,
                () -> exchange(authority, clientCertificate(other, soon()), authority.ca(), POD, new byte[1]),
                "the daemon takes no client of another authority");
        assertThrows(
                Exception.class,
                () -> exchange(authority, clientCertificate(authority, soon()), other.ca(), POD, new byte[1]),
                "the client takes no daemon of another authority");
    }

    @Test
    void aDaemonIsItsPodWhateverItsAddress() {
        assertThrows(
                Exception.class,
                () -> exchange(
                        authority, clientCertificate(authority, soon()), authority.ca(), "localhost", new byte[1]));
    }

    @Test
    void aClientsTimeIsOverSomeDay() {
        String expired = clientCertificate(authority, Instant.now().minus(Duration.ofMinutes(1)));
        assertThrows(Exception.class, () -> exchange(authority, expired, authority.ca(), POD, new byte[1]));
    }

    @Test
    void itsCertificateIsTheSameWheneverItIsMade() {
        assertEquals(authority.ca(), PodAuthority.of(seed(1), POD).ca());
        assertNotEquals(authority.ca(), PodAuthority.of(seed(2), POD).ca());
    }

    @Test
    void whatIsNoPublicKeyGetsNoCertificate() {
        for (String bad : new String[] {"", "no Base64!", Base64.getEncoder().encodeToString(new byte[] {1, 2, 3})}) {
            assertThrows(ProblemException.class, () -> authority.client(bad, "job#1:1", soon()), bad);
        }
    }

    @Test
    void theDaemonsKeyIsInNoText() {
        PodAuthority.Server server = authority.server();
        assertFalse(server.toString().contains("PRIVATE"), server.toString());
    }

    private String clientCertificate(PodAuthority by, Instant until) {
        return by.client(Base64.getEncoder().encodeToString(client.getPublic().getEncoded()), "folder/job#1:12", until);
    }

    /** Sends bytes through TLS and back, both sides with a certificate. */
    private byte[] exchange(PodAuthority daemon, String clientCertificate, String trusted, String name, byte[] bytes)
            throws Exception {
        PodAuthority.Server server = daemon.server();
        SSLContext serverSide = context(privateKey(server.key()), server.certificate(), daemon.ca());
        SSLContext clientSide = context(client.getPrivate(), clientCertificate, trusted);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (SSLServerSocket listener =
                (SSLServerSocket) serverSide.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            listener.setNeedClientAuth(true);
            CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> {
                try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                    accepted.getOutputStream().write(accepted.getInputStream().readNBytes(bytes.length));
                    accepted.getOutputStream().flush();
                } catch (IOException e) {
                    throw new CompletionException(e);
                }
            });
            try (SSLSocket socket = (SSLSocket) clientSide
                    .getSocketFactory()
                    .createSocket(new java.net.Socket(loopback, listener.getLocalPort()), name, 1234, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
                byte[] back = socket.getInputStream().readNBytes(bytes.length);
                echo.join();
                return back;
            }
        }
    }

    private static SSLContext context(PrivateKey key, String certificate, String trusted) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("own", key, NO_PASSWORD, new Certificate[] {certificate(certificate)});
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, NO_PASSWORD);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("ca", certificate(trusted));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static Certificate certificate(String pem) throws Exception {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private static PrivateKey privateKey(String pem) throws Exception {
        String base64 = pem.replaceAll("-----[A-Z ]+-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] seed(int of) {
        byte[] seed = new byte[32];
        Arrays.fill(seed, (byte) of);
        return seed;
    }

    private static Instant soon() {
        return Instant.now().plus(Duration.ofMinutes(10));
    }
}
