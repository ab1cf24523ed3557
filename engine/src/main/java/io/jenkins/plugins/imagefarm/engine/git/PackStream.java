package io.jenkins.plugins.imagefarm.engine.git;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/** A {@code git-upload-pack} that was started on a server, and listens. */
interface PackStream extends Closeable {
    InputStream output();

    OutputStream input();

    /** What it said besides the protocol; empty if nothing. */
    String errors();
}
