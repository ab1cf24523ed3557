package io.jenkins.plugins.imagefarm.engine.transport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import com.jcraft.jsch.Signature;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.SshKey;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent is asked, and answers. */
class SshAgentTest {
    private static final byte[] DATA = "to be signed".getBytes(StandardCharsets.UTF_8);
    private static final byte[] FAILURE = {5};

    @ParameterizedTest
    @CsvSource({
        "2, 2048, 0, ssh-rsa",
        "2, 2048, 2, rsa-sha2-256",
        "2, 2048, 4, rsa-sha2-512",
        "3, 384, 0, ecdsa-sha2-nistp384",
        "5, 256, 4, ssh-ed25519"
    })
    void signsWithItsKeyByTheAlgorithmThatIsAskedFor(int type, int size, int flags, String algorithm) throws Exception {
        KeyPair pair = KeyPair.genKeyPair(new JSch(), type, size);
        byte[] answer = agent(pair).answer(request(pair.getPublicKeyBlob(), DATA, flags));
        assertEquals(14, answer[0]);
        byte[] signature = Arrays.copyOfRange(answer, 5, answer.length);
        assertEquals(signature.length, ByteBuffer.wrap(answer, 1, 4).getInt());
        int length = ByteBuffer.wrap(signature).getInt();
        assertEquals(algorithm, new String(signature, 4, length, StandardCharsets.US_ASCII));
        Signature verifier = pair.getVerifier(algorithm);
        verifier.update(DATA);
        assertTrue(verifier.verify(signature));
        Signature other = pair.getVerifier(algorithm);
        other.update(FAILURE);
        assertFalse(other.verify(signature));
    }

    @Test
    void listsItsKey() throws Exception {
        KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519, 256);
        ByteBuffer answer = ByteBuffer.wrap(agent(pair).answer(ByteBuffer.wrap(new byte[] {11})));
        assertEquals(12, answer.get());
        assertEquals(1, answer.getInt());
        byte[] key = new byte[answer.getInt()];
        answer.get(key);
        assertArrayEquals(pair.getPublicKeyBlob(), key);
        byte[] name = new byte[answer.getInt()];
        answer.get(name);
        assertEquals("deploy", new String(name, StandardCharsets.UTF_8));
        assertFalse(answer.hasRemaining());
    }

    @Test
    void signsNothingForAnotherKey() throws Exception {
        KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519, 256);
        KeyPair other = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519, 256);
        assertArrayEquals(FAILURE, agent(pair).answer(request(other.getPublicKeyBlob(), DATA, 0)));
    }

    /** To remove all keys, to add one, to lock, half a request to sign, one with a wrong length, and nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"19", "17", "22", "13,0,0", "13,127,-1,-1,-1,1", "13,-1,-1,-1,-1", ""})
    void allElseFails(String bytes) throws Exception {
        String[] each = bytes.isEmpty() ? new String[0] : bytes.split(",");
        ByteBuffer message = ByteBuffer.allocate(each.length);
        Arrays.stream(each).map(Byte::valueOf).forEach(message::put);
        KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ED25519, 256);
        assertArrayEquals(FAILURE, agent(pair).answer(message.flip()));
    }

    @Test
    void aKeyWithAPassphraseIsOpenedByIt() throws Exception {
        KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256);
        SshKey key = new SshKey(text(pair, "correct"), "correct");
        byte[] answer = SshAgent.of("deploy", "a step", key).answer(request(pair.getPublicKeyBlob(), DATA, 0));
        assertEquals(14, answer[0]);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, The SSH key for a step needs a passphrase. Give the passphrase.",
                "wrong, The passphrase is not that of the SSH key for a step. Check the passphrase."
            })
    void aKeyThatItsPassphraseDoesNotOpenIsRefusedInOneLine(String passphrase, String told) throws Exception {
        KeyPair pair = KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256);
        assertRefused(told, new SshKey(text(pair, "correct"), passphrase));
    }

    @Test
    void whatIsNoKeyIsRefusedInOneLine() {
        assertRefused("There is no SSH key for a step. Give one with that id.", new SshKey(null, null));
        assertRefused(
                "The SSH key for a step is no private key. It must be the text of a file such as id_ed25519, in OpenSSH's or a PEM form.",
                new SshKey("key", null));
    }

    private static void assertRefused(String told, SshKey key) {
        ProblemException refusal = assertThrows(ProblemException.class, () -> SshAgent.of("deploy", "a step", key));
        assertEquals(told, refusal.problem().toString());
    }

    private static SshAgent agent(KeyPair pair) throws JSchException {
        return SshAgent.of("deploy", "a step", new SshKey(text(pair, null), null));
    }

    private static String text(KeyPair pair, String passphrase) throws JSchException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        pair.writeOpenSSHv1PrivateKey(text, passphrase == null ? null : passphrase.getBytes(StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8);
    }

    private static ByteBuffer request(byte[] key, byte[] data, int flags) {
        return ByteBuffer.allocate(1 + 3 * Integer.BYTES + key.length + data.length)
                .put((byte) 13)
                .putInt(key.length)
                .put(key)
                .putInt(data.length)
                .put(data)
                .putInt(flags)
                .flip();
    }
}
