package io.jenkins.plugins.imagefarm.engine.api;

/** Who has to act on a failure, and so whether trying again can help. */
public enum Fault {
    /** The request is wrong: its Dockerfile, arguments, names or rights. Final; trying again gives the same. */
    USER,
    /** A builder, a registry or the connection to one failed. Trying again may help. */
    SERVICE
}
