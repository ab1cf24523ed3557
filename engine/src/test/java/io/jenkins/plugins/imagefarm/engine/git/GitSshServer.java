package io.jenkins.plugins.imagefarm.engine.git;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.KeyPair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;

/** Git's own upload-pack behind SSH, for one user's key. */
final class GitSshServer implements AutoCloseable {
    private final SshServer server = SshServer.setUpDefaultServer();
    private final Path root;
    private volatile boolean old;
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final java.security.KeyPair hostKey;
    private final byte[] userKey;
    private final byte[] encryptedUserKey;

    GitSshServer(Path root, String passphrase) throws Exception {
        this.root = root;
        java.security.KeyPairGenerator generator = SecurityUtils.getKeyPairGenerator("EC");
        generator.initialize(256);
        hostKey = generator.generateKeyPair();
        KeyPair user = KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256);
        userKey = text(user, null);
        encryptedUserKey = text(user, passphrase);
        ByteArrayOutputStream publicKey = new ByteArrayOutputStream();
        user.writePublicKey(publicKey, "test");
        PublicKey known = AuthorizedKeyEntry.parseAuthorizedKeyEntry(publicKey.toString(StandardCharsets.UTF_8))
                .resolvePublicKey(null, null);
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator(
                (name, key, session) -> name.equals("git") && KeyUtils.compareKeys(key, known));
        server.setCommandFactory((channel, command) -> {
            commands.add(command);
            return new ProcessCommand(old ? "env -u GIT_PROTOCOL " + command : command);
        });
        server.start();
    }

    private static byte[] text(KeyPair pair, String passphrase) throws JSchException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        pair.writePrivateKey(text, passphrase == null ? null : passphrase.getBytes(StandardCharsets.UTF_8));
        return text.toByteArray();
    }

    String url(String repository) {
        return "ssh://git@127.0.0.1:" + server.getPort() + root + "/" + repository;
    }

    String knownHosts() {
        return "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(hostKey.getPublic()) + "\n";
    }

    /** Somebody else's. */
    String otherKnownHosts() throws Exception {
        java.security.KeyPairGenerator generator = SecurityUtils.getKeyPairGenerator("EC");
        generator.initialize(256);
        return "[127.0.0.1]:" + server.getPort() + " "
                + PublicKeyEntry.toString(generator.generateKeyPair().getPublic()) + "\n";
    }

    String userKey() {
        return new String(userKey, StandardCharsets.UTF_8);
    }

    String encryptedUserKey() {
        return new String(encryptedUserKey, StandardCharsets.UTF_8);
    }

    static String strangersKey() throws JSchException {
        return new String(text(KeyPair.genKeyPair(new JSch(), KeyPair.ECDSA, 256), null), StandardCharsets.UTF_8);
    }

    /** Does not understand version 2 of the protocol. */
    void old() {
        old = true;
    }

    List<String> commands() {
        return commands;
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
