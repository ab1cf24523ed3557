package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * An Ed25519 key (RFC 8032) by which a daemon knows a session again: who can sign with it may use the tokens that were
 * fetched for it.
 *
 * <p>With the JDK's own implementation: no library is as small.
 */
final class TokenAuthority {
    private static final String ALGORITHM = "Ed25519";
    private static final int KEY_LENGTH = 32;

    private final KeyPair keys;

    private TokenAuthority(KeyPair keys) {
        this.keys = keys;
    }

    /** The key whose private half is this seed of 32 bytes. */
    static TokenAuthority ofSeed(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, new OnlyThis(seed));
            return new TokenAuthority(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 knows Ed25519", e);
        }
    }

    /** The 32 bytes of RFC 8032: the end of the key's X.509 form, RFC 8410 section 4. */
    byte[] publicKey() {
        byte[] encoded = keys.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length);
    }

    /** The signature followed by what is signed, the form of NaCl's {@code crypto_sign}. */
    byte[] sign(byte[] payload) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(keys.getPrivate());
            signer.update(payload);
            byte[] signature = signer.sign();
            byte[] signed = Arrays.copyOf(signature, signature.length + payload.length);
            System.arraycopy(payload, 0, signed, signature.length, payload.length);
            return signed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK since 15 knows Ed25519", e);
        }
    }

    /**
     * The JDK computes a public key only when it makes a new pair, and takes the seed for that from its source of
     * randomness.
     */
    private static final class OnlyThis extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] seed;

        OnlyThis(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException(
                        "Ed25519 keys are made of " + seed.length + " bytes, not of " + bytes.length);
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
        }
    }
}
