package io.jenkins.plugins.imagefarm.engine.api;

/**
 * A private key that steps of a build may use. Its own text shows neither part.
 *
 * @param privateKey in OpenSSH's or a PEM form
 * @param passphrase null if the key has none
 */
public record SshKey(String privateKey, String passphrase) {
    @Override
    public String toString() {
        return "SshKey[passphrase=" + (passphrase != null) + "]";
    }
}
