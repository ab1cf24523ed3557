package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Whose certificates are accepted. TLS is set up when the first connection needs it, and then kept, so that connections
 * are reused.
 */
final class TlsTrust {
    private final boolean verify;
    private final String caCertificate;
    private SSLSocketFactory sockets;

    private TlsTrust(boolean verify, String caCertificate) {
        this.verify = verify;
        this.caCertificate = caCertificate;
    }

    /** Those of the authorities the system trusts. */
    static TlsTrust system() {
        return new TlsTrust(true, null);
    }

    /**
     * Those of the authorities the system trusts and of another one: a token endpoint may be elsewhere than its registry.
     *
     * @param pem one or several certificates
     */
    static TlsTrust systemAnd(String pem) {
        return new TlsTrust(true, pem);
    }

    /** All of them. */
    static TlsTrust anybody() {
        return new TlsTrust(false, null);
    }

    /** @throws IOException if the certificate authority cannot be read */
    void applyTo(HttpsURLConnection connection) throws IOException {
        if (verify && caCertificate == null) {
            return;
        }
        connection.setSSLSocketFactory(sockets());
        if (!verify) {
            connection.setHostnameVerifier((host, session) -> true);
        }
    }

    private synchronized SSLSocketFactory sockets() throws IOException {
        if (sockets == null) {
            sockets = context().getSocketFactory();
        }
        return sockets;
    }

    /** @throws IOException if the certificate authority cannot be read */
    SSLContext context() throws IOException {
        try {
            if (verify && caCertificate == null) {
                return SSLContext.getDefault();
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {verify ? systemAndGiven() : new AcceptAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new UnreadableCertificateException(e);
        }
    }

    private X509TrustManager systemAndGiven() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int number = 0;
        for (Certificate certificate : authorities(null).getAcceptedIssuers()) {
            trusted.setCertificateEntry("system" + number++, certificate);
        }
        Collection<? extends Certificate> given = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(caCertificate.getBytes(StandardCharsets.UTF_8)));
        if (given.isEmpty()) {
            throw new CertificateException("there is no certificate in it");
        }
        for (Certificate certificate : given) {
            trusted.setCertificateEntry("given" + number++, certificate);
        }
        return authorities(trusted);
    }

    private static X509TrustManager authorities(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("this JVM knows no trust manager for X.509"));
    }

    /**
     * The user said that nothing of this registry shall be verified, or it is on this very machine. Extended, because
     * the JDK checks algorithms of its own accord around a plain X509TrustManager.
     */
    private static final class AcceptAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
