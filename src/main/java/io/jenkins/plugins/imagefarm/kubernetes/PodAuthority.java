package io.jenkins.plugins.imagefarm.kubernetes;

import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate authority of one pod and no other: it signs for the pod's daemon and for the clients of the builds that have the pod, so
 * that a build can reach its own pod only. Its key is made of a seed, always the same of the same seed; so it is made anew when it
 * is needed, and never kept.
 */
final class PodAuthority {
    /** Clocks of a cluster's nodes and of agents may be behind. */
    private static final Duration SKEW = Duration.ofHours(1);

    /** Longer than any pod lives. */
    private static final Duration LIFE = Duration.ofDays(3650);

    /** So that a certificate made again is the same. */
    private static final Instant BIRTH = Instant.parse("2020-01-01T00:00:00Z");

    private static final int SERIAL_BITS = 120;
    private static final int LONGEST_NAME = 60;
    private static final int BITS_OF_BYTE = 8;

    private final String pod;
    private final Ed25519PrivateKeyParameters key;
    private final X500Name name;

    /**
     * The daemon's.
     *
     * @param key PKCS#8, PEM
     * @param certificate PEM, for the name of the pod
     */
    record Server(String key, String certificate) {
        @Override
        public String toString() {
            return "Server[]";
        }
    }

    private PodAuthority(byte[] seed, String pod) {
        this.pod = pod;
        this.key = new Ed25519PrivateKeyParameters(seed, 0);
        this.name = name("authority of " + pod);
    }

    /** @param seed 32 bytes that nobody else knows */
    static PodAuthority of(byte[] seed, String pod) {
        if (seed.length != Ed25519PrivateKeyParameters.KEY_SIZE) {
            throw new IllegalArgumentException("a seed of " + seed.length + " bytes");
        }
        return new PodAuthority(seed, pod);
    }

    /** Its own certificate, PEM. */
    String ca() {
        try {
            SubjectPublicKeyInfo own = SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(key.generatePublicKey());
            X509v3CertificateBuilder builder = builder(name, own, BIRTH, BIRTH.plus(LIFE), serial(own.getEncoded()))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            return signed(builder);
        } catch (IOException e) {
            throw new IllegalStateException("a certificate cannot be encoded", e);
        }
    }

    /** A new key and certificate for the pod's daemon. */
    Server server() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            SubjectPublicKeyInfo info =
                    SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
            X509v3CertificateBuilder builder = builder(
                            name(pod),
                            info,
                            Instant.now().minus(SKEW),
                            Instant.now().plus(LIFE),
                            serial(info.getEncoded()))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.dNSName, pod)));
            return new Server(pem("PRIVATE KEY", pair.getPrivate().getEncoded()), signed(builder));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key for a pod cannot be made", e);
        }
    }

    /**
     * Signs for a client.
     *
     * @param publicKey on an elliptic curve: SubjectPublicKeyInfo, Base64; that the client has its private half the handshake proves
     * @param build who that is, for people
     * @param until when it is not valid any more
     * @return the certificate, PEM
     * @throws ProblemException if that is no public key
     */
    String client(String publicKey, String build, Instant until) {
        try {
            // The JDK says whether it is one.
            PublicKey clients = KeyFactory.getInstance("EC")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(publicKey)));
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(clients.getEncoded());
            X509v3CertificateBuilder builder = builder(
                            name(build), info, Instant.now().minus(SKEW), until, serial(info.getEncoded()))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
            return signed(builder);
        } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
            throw new ProblemException(Problem.service(Messages.PodAuthority_noKey(build), ""), e);
        }
    }

    private X509v3CertificateBuilder builder(
            X500Name subject, SubjectPublicKeyInfo info, Instant from, Instant until, BigInteger serial) {
        return new X509v3CertificateBuilder(name, serial, Date.from(from), Date.from(until), subject, info);
    }

    private String signed(X509v3CertificateBuilder builder) throws IOException {
        try {
            ContentSigner signer = new JcaContentSignerBuilder("Ed25519").build(privateKey());
            X509CertificateHolder certificate = builder.build(signer);
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs by Ed25519", e);
        }
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519")
                .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, key.getEncoded()));
    }

    private static X500Name name(String text) {
        return new X500NameBuilder()
                .addRDN(BCStyle.CN, text.substring(Math.max(0, text.length() - LONGEST_NAME)))
                .build();
    }

    private static BigInteger serial(byte[] of) {
        byte[] digest = Sha256.of(of);
        return new BigInteger(1, digest).shiftRight(digest.length * BITS_OF_BYTE - SERIAL_BITS);
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }
}
