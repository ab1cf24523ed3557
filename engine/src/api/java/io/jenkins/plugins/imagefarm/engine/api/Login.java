package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Objects;

/**
 * A user of a registry. Its text never shows the password.
 *
 * @param username the user; empty when the password is an identity token
 * @param password password or token
 */
public record Login(String username, String password) {
    public Login {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(password, "password");
    }

    @Override
    public String toString() {
        return "Login[" + username + "]";
    }
}
