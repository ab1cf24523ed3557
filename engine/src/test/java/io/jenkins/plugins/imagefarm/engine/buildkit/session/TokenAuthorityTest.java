package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenAuthorityTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final byte[] SALT = {1, 2, 3};

    /** RFC 8032 section 7.1, TEST 1 to 3 and TEST SHA(abc). */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,"
                + "'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,"
                + "72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,"
                + "af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
                + "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
                + "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
                + "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
    })
    void keysAndSignaturesAreThoseOfRfc8032(String seed, String publicKey, String message, String signature)
            throws Exception {
        TokenAuthority authority = TokenAuthority.ofSeed(HEX.parseHex(seed));
        assertEquals(publicKey, HEX.formatHex(authority.publicKey()));

        byte[] payload = HEX.parseHex(message);
        byte[] signed = authority.sign(payload);
        assertEquals(signature + message, HEX.formatHex(signed), "signature, then what is signed");
        assertTrue(verifies(HEX.parseHex(publicKey), signed));
    }

    @Test
    void aDaemonSeesThatAnotherPayloadWasSigned() throws Exception {
        TokenAuthority authority = new TokenAuthorities().anonymous(SALT);
        byte[] signed = authority.sign(new byte[] {7, 7});
        signed[signed.length - 1]++;
        assertFalse(verifies(authority.publicKey(), signed));
    }

    @Test
    void aSessionKeepsItsKeyForARegistryAndADaemon() {
        TokenAuthorities authorities = new TokenAuthorities();
        RegistryHost host = new RegistryHost("r.example.com");
        byte[] key = authorities.loggedIn(host, SALT).publicKey();
        assertArrayEquals(key, authorities.loggedIn(host, SALT).publicKey());
        assertFalse(
                Arrays.equals(key, authorities.loggedIn(host, new byte[] {4}).publicKey()), "another daemon");
        assertFalse(
                Arrays.equals(
                        key,
                        authorities.loggedIn(new RegistryHost("other"), SALT).publicKey()),
                "another registry");
        assertFalse(
                Arrays.equals(key, new TokenAuthorities().loggedIn(host, SALT).publicKey()), "another process");
        assertFalse(Arrays.equals(key, authorities.anonymous(SALT).publicKey()), "without a login");
    }

    @Test
    void everybodyWithoutALoginHasTheSameKey() {
        byte[] key = new TokenAuthorities().anonymous(SALT).publicKey();
        assertArrayEquals(key, new TokenAuthorities().anonymous(SALT).publicKey());
    }

    /** HMAC-SHA256 of nothing under the daemon's salt is the seed; this one was computed with OpenSSL. */
    @Test
    void theKeyWithoutALoginIsTheOneOfBuildKitsClient() {
        byte[] seed = HEX.parseHex("368ac05cd81d972174a46fd54daa74ed0e808c09b0cc86f0c3fc342bef66f405");
        assertArrayEquals(
                TokenAuthority.ofSeed(seed).publicKey(),
                new TokenAuthorities().anonymous(SALT).publicKey());
    }

    /** As the daemon does it: with the 32 bytes it was given. */
    private static boolean verifies(byte[] publicKey, byte[] signed) throws Exception {
        byte[] bigEndian = new byte[publicKey.length];
        for (int i = 0; i < publicKey.length; i++) {
            bigEndian[i] = publicKey[publicKey.length - 1 - i];
        }
        boolean odd = bigEndian[0] < 0;
        bigEndian[0] &= 0x7f;
        EdECPublicKeySpec spec =
                new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bigEndian)));
        Signature verifier = Signature.getInstance("Ed25519");
        verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(spec));
        verifier.update(signed, 64, signed.length - 64);
        return verifier.verify(signed, 0, 64);
    }
}
