package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files that hold the keys of a builder. For an address of SSH, those that are not given are the user's own, as {@code ssh} has
 * them.
 *
 * @param sshKey private key
 * @param sshPassphrase file that holds the passphrase of that key
 * @param knownHosts as OpenSSH's file of this name
 * @param tlsCaCert certificate authority of the daemon, PEM
 * @param tlsCert certificate of the client, PEM
 * @param tlsKey of that certificate, PKCS#8
 */
record KeyFiles(
        String sshKey, String sshPassphrase, String knownHosts, String tlsCaCert, String tlsCert, String tlsKey) {
    private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    private static boolean isSsh(String uri) {
        return uri.strip().startsWith("ssh:");
    }

    /** The text of known hosts; empty if there is none. */
    String knownHosts(String uri) {
        if (knownHosts != null) {
            return FileArgument.text(knownHosts);
        }
        Path own = own("known_hosts");
        return isSsh(uri) && Files.isReadable(own) ? FileArgument.text(own) : "";
    }

    BuilderKeys keys(String uri) {
        return new BuilderKeys(
                sshKey(uri),
                sshPassphrase == null ? null : FileArgument.text(sshPassphrase).strip(),
                FileArgument.text(tlsCaCert),
                FileArgument.text(tlsCert),
                FileArgument.text(tlsKey));
    }

    private String sshKey(String uri) {
        if (sshKey != null || !isSsh(uri)) {
            return FileArgument.text(sshKey);
        }
        return USUAL_KEYS.stream()
                .map(KeyFiles::own)
                .filter(Files::isReadable)
                .findFirst()
                .map(FileArgument::text)
                .orElse(null);
    }

    private static Path own(String name) {
        return Path.of(System.getProperty("user.home"), ".ssh", name);
    }
}
