package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.jenkins.plugins.imagefarm.engine.api.Problem;

/** Is told what files travel. Called from several threads. */
public interface TransferListener {
    /** One entry of a tree was described to the other side, or by it. */
    default void described() {}

    /** Bytes of some file's content have gone out or come in. */
    default void transferred(long bytes) {}

    /** The content of one file is complete. */
    default void fileDone() {}

    /** A transfer was given up. The daemon is told too, but in a message in which it says so in its own words. */
    default void failed(Problem problem) {}
}
