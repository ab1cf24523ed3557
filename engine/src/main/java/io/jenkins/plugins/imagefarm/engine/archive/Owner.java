package io.jenkins.plugins.imagefarm.engine.archive;

/** To whom a file of an archive belongs: numbers of a user and a group. */
public record Owner(long user, long group) {
    public static final Owner ROOT = new Owner(0, 0);
}
