package io.jenkins.plugins.imagefarm.engine.api;

/**
 * How a client proves to a builder who it is, and the builder to it. PEM texts, each null if it is not used. Its own text shows
 * none of them.
 *
 * @param sshKey private key for SSH, in OpenSSH's or a PEM form
 * @param sshPassphrase of that key
 * @param tlsCa certificate authority of the daemon; null for the system's
 * @param tlsCertificate of the client
 * @param tlsKey of the client, PKCS#8
 * @param tlsServerName the name that the daemon's certificate has to show; null for the host in its address
 */
public record BuilderKeys(
        String sshKey, String sshPassphrase, String tlsCa, String tlsCertificate, String tlsKey, String tlsServerName) {
    public static BuilderKeys none() {
        return new BuilderKeys(null, null, null, null, null, null);
    }

    public static BuilderKeys ssh(String key, String passphrase) {
        return new BuilderKeys(key, passphrase, null, null, null, null);
    }

    public static BuilderKeys tls(String ca, String certificate, String key) {
        return tls(ca, certificate, key, null);
    }

    public static BuilderKeys tls(String ca, String certificate, String key, String serverName) {
        return new BuilderKeys(null, null, ca, certificate, key, serverName);
    }

    /** Whether TLS is to be spoken. */
    public boolean hasTls() {
        return tlsCa != null || tlsCertificate != null || tlsKey != null || tlsServerName != null;
    }

    @Override
    public String toString() {
        return "BuilderKeys[ssh=" + (sshKey != null) + ", tls=" + hasTls() + "]";
    }
}
