package io.jenkins.plugins.imagefarm.engine.registry;

/** How a registry lets its users in. */
public enum LoginMethod {
    /** Everybody may do everything. */
    NONE,
    /** Only by the password itself, with every request. */
    PASSWORD,
    /** By short-lived tokens, for which only the token endpoint needs the password. */
    TOKEN
}
