package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Where the texts of a builder's keys come from; each null if it is not given. For an address of SSH, key and known hosts that are
 * not given are the user's own, as {@code ssh} has them. Nothing is read before it is used.
 *
 * @param sshKey private key
 * @param sshPassphrase of that key
 * @param knownHosts as OpenSSH's file of this name
 * @param tlsCa certificate authority of the daemon, PEM
 * @param tlsCertificate of the client, PEM
 * @param tlsKey of that certificate, PKCS#8
 * @param tlsServerName the name itself that the daemon's certificate has to show; null for the host in its address
 */
record KeyTexts(
        Supplier<String> sshKey,
        Supplier<String> sshPassphrase,
        Supplier<String> knownHosts,
        Supplier<String> tlsCa,
        Supplier<String> tlsCertificate,
        Supplier<String> tlsKey,
        String tlsServerName) {
    private static final List<String> USUAL_KEYS = List.of("id_ed25519", "id_ecdsa", "id_rsa");

    /** @param name null for none */
    static Supplier<String> file(String name) {
        return name == null ? null : () -> FileArgument.text(name);
    }

    /** The text of known hosts; empty if there is none. */
    String knownHosts(String uri) {
        String text = text(knownHosts != null || !isSsh(uri) ? knownHosts : ownFile(List.of("known_hosts")));
        return text == null ? "" : text;
    }

    BuilderKeys keys(String uri) {
        String passphrase = text(sshPassphrase);
        return new BuilderKeys(
                text(sshKey != null || !isSsh(uri) ? sshKey : ownFile(USUAL_KEYS)),
                passphrase == null ? null : passphrase.strip(),
                text(tlsCa),
                text(tlsCertificate),
                text(tlsKey),
                tlsServerName);
    }

    private static String text(Supplier<String> source) {
        return source == null ? null : source.get();
    }

    private static boolean isSsh(String uri) {
        return uri.strip().startsWith("ssh:");
    }

    /** The first of them that this user has. */
    private static Supplier<String> ownFile(List<String> names) {
        Path folder = Path.of(System.getProperty("user.home"), ".ssh");
        return names.stream()
                .map(folder::resolve)
                .filter(Files::isReadable)
                .findFirst()
                .<Supplier<String>>map(file -> () -> FileArgument.text(file))
                .orElse(null);
    }
}
