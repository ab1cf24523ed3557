package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.remoting.ErrorPropagatingOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Where the frames of one connection arrive. It is written to by the thread that does this for all that comes through the agent's channel, and so
 * whoever takes the frames must not wait. Remoting tells it, and nobody else, when the channel has ended.
 */
final class TunnelSink extends OutputStream implements ErrorPropagatingOutputStream {
    /** Takes what arrives, one after the other. */
    interface Receiver {
        void receive(@NonNull TunnelFrame frame);

        /** The other end is gone, and nothing more will arrive. It may be told several times. */
        void ended();
    }

    private static final TunnelFrame.Kind[] KINDS = TunnelFrame.Kind.values();

    private final Receiver receiver;
    private ByteBuffer incomplete = ByteBuffer.allocate(TunnelFrame.HEADER); // the header, and then the whole frame

    TunnelSink(Receiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(@NonNull byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(bytes, offset, length);
        while (from.hasRemaining()) {
            int count = Math.min(from.remaining(), incomplete.remaining());
            incomplete.put(from.slice(from.position(), count));
            from.position(from.position() + count);
            take();
        }
    }

    private void take() throws IOException {
        if (incomplete.hasRemaining()) {
            return;
        }
        int length = incomplete.getInt(1);
        if (length < 0 || length > TunnelFrame.LARGEST) {
            throw new IOException("not a frame of a tunnel: " + length + " bytes");
        }
        if (incomplete.capacity() < TunnelFrame.HEADER + length) {
            incomplete = ByteBuffer.allocate(TunnelFrame.HEADER + length).put(incomplete.flip());
            return;
        }
        TunnelFrame.Kind kind = KINDS[incomplete.get(0)];
        ByteBuffer data = incomplete.slice(TunnelFrame.HEADER, length);
        incomplete = ByteBuffer.allocate(TunnelFrame.HEADER);
        receiver.receive(new TunnelFrame(kind, data));
    }

    @Override
    public void close() {
        receiver.ended();
    }

    @Override
    public void error(@CheckForNull Throwable cause) {
        receiver.ended();
    }
}
