package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.remoting.Channel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the two ends of a {@link PodTunnel} tell each other of one connection. On the wire: a byte for the kind, four for the length, the data.
 *
 * @param kind what it is
 * @param data nobody changes it any more
 */
record TunnelFrame(Kind kind, ByteBuffer data) {
    /** The end that accepts connections says OPEN first, and each end CLOSE last. */
    enum Kind {
        /** There is a new connection. */
        OPEN,
        /** Bytes of it. */
        DATA,
        /** So many bytes have left the tunnel, and as many more may be sent: four bytes. */
        CREDIT,
        /** No more comes from this end; the data is why, as text, and empty where the connection was closed in an orderly way. */
        CLOSE
    }

    /**
     * Bytes of a connection that may be under way in each direction. Well below what remoting lets one stream have under way: whoever waits there
     * waits for ever once the channel has ended.
     */
    static final int WINDOW = Math.min(512 * 1024, Channel.PIPE_WINDOW_SIZE / 2);

    /** Credit is given for that much at once, so that there are few frames of it. */
    static final int CREDIT_AT = WINDOW / 4;

    /** Bytes of the data of one frame. */
    static final int LARGEST = 1024 * 1024;

    static final int HEADER = 1 + Integer.BYTES;

    static TunnelFrame open() {
        return new TunnelFrame(Kind.OPEN, ByteBuffer.allocate(0));
    }

    static TunnelFrame data(ByteBuffer data) {
        return new TunnelFrame(Kind.DATA, data);
    }

    static TunnelFrame credit(int bytes) {
        return new TunnelFrame(Kind.CREDIT, ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes));
    }

    static TunnelFrame close(@NonNull String reason) {
        return new TunnelFrame(Kind.CLOSE, ByteBuffer.wrap(reason.getBytes(StandardCharsets.UTF_8)));
    }

    int bytes() {
        return data.getInt(data.position());
    }

    @NonNull
    String reason() {
        return StandardCharsets.UTF_8.decode(data.duplicate()).toString();
    }

    byte[] encoded() {
        ByteBuffer all = ByteBuffer.allocate(HEADER + data.remaining());
        return all.put((byte) kind.ordinal())
                .putInt(data.remaining())
                .put(data.duplicate())
                .array();
    }
}
