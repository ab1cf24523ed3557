package io.jenkins.plugins.imagefarm.engine.api;

/**
 * How a client proves to a Git server who it is; each null if it is not used. Its own text shows none of them.
 *
 * @param login user and password, or token, for HTTP
 * @param sshKey private key for SSH, in OpenSSH's or a PEM form
 * @param sshPassphrase of that key
 */
public record GitKeys(Login login, String sshKey, String sshPassphrase) {
    /** The user's name that goes with a token, where any will do (GitHub, GitLab, Gitea). */
    public static final String TOKEN_USER = "x-access-token";

    public static GitKeys none() {
        return new GitKeys(null, null, null);
    }

    @Override
    public String toString() {
        return "GitKeys[" + login + ", ssh=" + (sshKey != null) + "]";
    }
}
