package io.jenkins.plugins.imagefarm.engine.container;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * What a container without a terminal writes, as Docker and Podman send it: pieces with a head of eight bytes, of which the first tells
 * the stream and the last four the length (Engine API, "Attach to a container").
 */
record OutputFrames(InputStream in) {
    private static final int HEAD = 8;
    private static final int STDERR = 2;

    /** Until the command has ended. */
    void copy(OutputStream out, OutputStream err) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        while (true) {
            byte[] head = in.readNBytes(HEAD);
            if (head.length == 0) {
                return;
            }
            if (head.length < HEAD) {
                throw new EOFException("broke the connection off");
            }
            OutputStream to = head[0] == STDERR ? err : out;
            long rest = (head[4] & 0xffL) << 24 | (head[5] & 0xff) << 16 | (head[6] & 0xff) << 8 | head[7] & 0xff;
            while (rest > 0) {
                int length = in.read(buffer, 0, (int) Math.min(buffer.length, rest));
                if (length < 0) {
                    throw new EOFException("broke the connection off");
                }
                to.write(buffer, 0, length);
                rest -= length;
            }
        }
    }
}
