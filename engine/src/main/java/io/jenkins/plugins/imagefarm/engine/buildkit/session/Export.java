package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import java.io.IOException;

/**
 * One result on its way from the daemon to the disk. What it writes shows at its destination only after {@link #commit};
 * until then {@link #discard} takes all of it away again. All methods may be called from any thread.
 */
interface Export {
    /**
     * @param message as it came over the wire
     * @return whether it was the last one
     */
    boolean receive(byte[] message) throws IOException;

    /** Whether nothing of the result is missing, though the stream may go on. */
    boolean isWhole();

    /**
     * The daemon sends nothing more.
     *
     * @throws IOException if something is missing
     */
    void end() throws IOException;

    /** Puts the complete result in its place. */
    void commit() throws IOException;

    /** Removes what was not committed. Can be called more than once. */
    void discard();
}
