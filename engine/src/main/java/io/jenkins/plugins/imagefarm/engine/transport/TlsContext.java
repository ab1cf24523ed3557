package io.jenkins.plugins.imagefarm.engine.transport;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes an {@link SSLContext} of a builder's keys. */
final class TlsContext {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    /** The kinds of keys, each with a way to sign. */
    private static final Map<String, String> SIGNATURES =
            Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

    private static final char[] NO_PASSWORD = new char[0];

    private TlsContext() {}

    /** @throws ProblemException if a text does not hold what it should */
    static SSLContext of(BuilderKeys keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(keys), trustManagers(keys.tlsCa()), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ProblemException(
                    Problem.user("The TLS keys of the builder cannot be used: " + e.getMessage(), ""), e);
        }
    }

    private static TrustManager[] trustManagers(String ca) throws GeneralSecurityException, IOException {
        if (ca == null) {
            return null;
        }
        KeyStore store = emptyStore();
        int index = 0;
        for (Certificate certificate : certificates("CA certificate", ca)) {
            store.setCertificateEntry("ca" + index++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(BuilderKeys keys) throws GeneralSecurityException, IOException {
        if (keys.tlsCertificate() == null && keys.tlsKey() == null) {
            return null;
        }
        if (keys.tlsCertificate() == null || keys.tlsKey() == null) {
            throw new ProblemException(
                    Problem.user("A client certificate needs its key, and a key its certificate", "Give both."));
        }
        PrivateKey key = privateKey(keys.tlsKey());
        Certificate[] chain = certificates("client certificate", keys.tlsCertificate());
        requireValidNow((X509Certificate) chain[0]);
        if (!isPair(key, chain[0])) {
            throw new ProblemException(
                    Problem.user("The builder's client key is not that of its client certificate", ""));
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    /** A server that finds out says only that it does not like it. */
    private static void requireValidNow(X509Certificate certificate) {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw notValidNow("it ended on " + certificate.getNotAfter().toInstant(), e);
        } catch (CertificateNotYetValidException e) {
            throw notValidNow("it begins on " + certificate.getNotBefore().toInstant(), e);
        }
    }

    private static ProblemException notValidNow(String why, CertificateException e) {
        return new ProblemException(
                Problem.user("The builder's client certificate is not valid now: " + why, "Make a new one."), e);
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate[] certificates(String what, String pem) throws GeneralSecurityException {
        Certificate[] certificates;
        try {
            certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
                    .toArray(new Certificate[0]);
        } catch (CertificateException e) {
            throw noCertificate(what);
        }
        if (certificates.length == 0) {
            throw noCertificate(what);
        }
        return certificates;
    }

    private static ProblemException noCertificate(String what) {
        return new ProblemException(Problem.user(
                "The builder's " + what + " is no certificate",
                "It must be PEM text that begins with -----BEGIN CERTIFICATE-----."));
    }

    private static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        Matcher found = PKCS8.matcher(pem);
        if (!found.find()) {
            throw new ProblemException(Problem.user(
                    "The builder's client key is no private key in PKCS#8 form",
                    "Convert it with: openssl pkcs8 -topk8 -nodes -in OLD -out NEW"));
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(1)));
        for (String algorithm : SIGNATURES.keySet()) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // Of another algorithm.
            }
        }
        throw new InvalidKeySpecException("the client key is of none of " + SIGNATURES.keySet());
    }

    /** A server that finds out would only hang up. */
    private static boolean isPair(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        byte[] text = {1};
        Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm()));
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        try {
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (InvalidKeyException | SignatureException e) {
            return false; // of another algorithm, or of another size
        }
    }
}
