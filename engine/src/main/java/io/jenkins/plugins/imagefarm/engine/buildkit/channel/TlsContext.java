package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
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

/** Makes an {@link SSLContext} of the PEM files of a builder. */
final class TlsContext {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    /** The kinds of keys, each with a way to sign. */
    private static final Map<String, String> SIGNATURES =
            Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

    private static final char[] NO_PASSWORD = new char[0];

    private TlsContext() {}

    /** @throws ProblemException if a file cannot be read or does not hold what it should */
    static SSLContext of(Builder.Tls tls) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(tls), trustManagers(tls.ca()), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ProblemException(
                    Problem.user("The TLS files of the builder cannot be used: " + e.getMessage(), ""), e);
        }
    }

    private static TrustManager[] trustManagers(String ca) throws GeneralSecurityException, IOException {
        if (ca == null) {
            return null;
        }
        KeyStore store = emptyStore();
        int index = 0;
        for (Certificate certificate : certificates(ca)) {
            store.setCertificateEntry("ca" + index++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(Builder.Tls tls) throws GeneralSecurityException, IOException {
        if (tls.certificate() == null && tls.key() == null) {
            return null;
        }
        if (tls.certificate() == null || tls.key() == null) {
            throw new ProblemException(Problem.user(
                    "A client certificate needs its key, and a key its certificate",
                    "Give both --tlscert and --tlskey."));
        }
        PrivateKey key = privateKey(tls.key());
        Certificate[] chain = certificates(tls.certificate());
        if (!isPair(key, chain[0])) {
            throw new ProblemException(Problem.user(
                    "The key '" + tls.key() + "' is not that of the certificate '" + tls.certificate() + "'", ""));
        }
        KeyStore store = emptyStore();
        store.setKeyEntry("client", key, NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate[] certificates(String file) throws GeneralSecurityException {
        Certificate[] certificates;
        try {
            certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(file)))
                    .toArray(new Certificate[0]);
        } catch (CertificateException e) {
            throw noCertificate(file);
        }
        if (certificates.length == 0) {
            throw noCertificate(file);
        }
        return certificates;
    }

    private static ProblemException noCertificate(String file) {
        return new ProblemException(Problem.user(
                "'" + file + "' holds no certificate",
                "It must be a PEM file that begins with -----BEGIN CERTIFICATE-----."));
    }

    private static byte[] read(String file) {
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.user("The TLS file '" + file + "' cannot be read: " + IoReason.of(e), "Check its path."),
                    e);
        }
    }

    private static PrivateKey privateKey(String file) throws GeneralSecurityException {
        Matcher pem = PKCS8.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new ProblemException(Problem.user(
                    "'" + file + "' holds no private key in PKCS#8 form",
                    "Convert it with: openssl pkcs8 -topk8 -nodes -in OLD -out NEW"));
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : SIGNATURES.keySet()) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // Of another algorithm.
            }
        }
        throw new InvalidKeySpecException("the key in '" + file + "' is of none of " + SIGNATURES.keySet());
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
