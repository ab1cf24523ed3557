package io.jenkins.plugins.imagefarm.engine.pod;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PodKeyTest {
    private static final byte[] MESSAGE = "message".getBytes(StandardCharsets.UTF_8);

    @Test
    void whatThePrivateKeySignsThePublicKeyVerifies() throws Exception {
        PodKey key = PodKey.make();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(privateKey(key));
        signature.update(MESSAGE);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey(key));
        signature.update(MESSAGE);
        assertTrue(signature.verify(signed));
    }

    private static PrivateKey privateKey(PodKey key) throws Exception {
        String base64 = key.privateKey()
                .lines()
                .filter(line -> !line.startsWith("-----"))
                .collect(Collectors.joining());
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static PublicKey publicKey(PodKey key) throws Exception {
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key.publicKey())));
    }
}
