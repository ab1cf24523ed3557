package io.jenkins.plugins.imagefarm.engine.transport;

import com.jcraft.jsch.ChannelDirectStreamLocal;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A channel of an SSH connection that leads to a unix socket of the far side. */
final class SshSocket extends StreamSocket {
    private final ChannelDirectStreamLocal channel;
    private final Inbox inbox;
    private final PeerWatch watch;
    private final OutputStream out;
    private volatile boolean closed;

    SshSocket(ChannelDirectStreamLocal channel, Inbox inbox, PeerWatch watch) throws IOException {
        this.channel = channel;
        this.inbox = inbox;
        this.watch = watch;
        out = channel.getOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return inbox.stream();
    }

    /** Everything is sent at once, as a socket does. The library's stream keeps it, and drops it if the channel is closed. */
    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                requireOpen();
                try {
                    out.write(bytes, offset, length);
                    out.flush();
                } catch (IOException e) {
                    requireOpen();
                    throw e;
                }
                requireOpen();
            }
        };
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("Socket closed");
        }
        if (watch.hasEnded()) {
            throw SshConnection.lost(null);
        }
        if (channel.isClosed()) {
            throw new IOException("Connection reset: the far side closed it");
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Does not wait for the far side. */
    @Override
    public void close() {
        closed = true;
        inbox.close();
        watch.execute(channel::disconnect);
    }
}
