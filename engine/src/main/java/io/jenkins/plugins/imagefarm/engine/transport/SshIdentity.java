package io.jenkins.plugins.imagefarm.engine.transport;

import com.jcraft.jsch.Identity;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import java.nio.charset.StandardCharsets;

/** A private key that can be used: it is readable, and its passphrase opens it. Its own text shows neither. */
final class SshIdentity {
    private final byte[] key;
    private final byte[] passphrase;

    private SshIdentity(byte[] key, byte[] passphrase) {
        this.key = key;
        this.passphrase = passphrase;
    }

    /**
     * @param uri of what is reached with it, for the message
     * @throws ProblemException if there is no key, it is none, or the passphrase is not its own
     */
    static SshIdentity of(String uri, BuilderKeys keys) {
        return of(uri, keys, "Give the private key of a user that may use the socket.");
    }

    /** @param advice if there is no key */
    static SshIdentity of(String uri, BuilderKeys keys, String advice) {
        if (keys.sshKey() == null || keys.sshKey().isBlank()) {
            throw refused("There is no SSH key for " + uri, advice);
        }
        String text = keys.sshKey().strip().replace("\r\n", "\n") + "\n"; // what forms and editors make of it
        byte[] key = text.getBytes(StandardCharsets.UTF_8);
        byte[] passphrase =
                keys.sshPassphrase() == null ? null : keys.sshPassphrase().getBytes(StandardCharsets.UTF_8);
        KeyPair pair;
        try {
            pair = KeyPair.load(new JSch(), key.clone(), null);
        } catch (JSchException | RuntimeException e) {
            throw refused(
                    "The SSH key for " + uri + " is no private key",
                    "It must be the text of a file such as id_ed25519, in OpenSSH's or a PEM form.");
        }
        try {
            if (pair.isEncrypted() && (passphrase == null || passphrase.length == 0)) {
                throw refused("The SSH key for " + uri + " needs a passphrase", "Give the passphrase.");
            }
            if (pair.isEncrypted() && !pair.decrypt(passphrase.clone())) {
                throw refused("The passphrase is not that of the SSH key for " + uri, "Check the passphrase.");
            }
        } finally {
            pair.dispose();
        }
        return new SshIdentity(key, passphrase);
    }

    private static ProblemException refused(String cause, String advice) {
        return new ProblemException(Problem.user(cause, advice));
    }

    /** The same in the library's form. */
    Identity identity() throws JSchException {
        JSch jsch = new JSch();
        addTo(jsch);
        return jsch.getIdentityRepository().getIdentities().get(0);
    }

    void addTo(JSch jsch) throws JSchException {
        // The library wipes what it is given.
        jsch.addIdentity("key", key.clone(), null, passphrase == null ? null : passphrase.clone());
    }
}
