package io.jenkins.plugins.imagefarm.engine.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/**
 * A {@link Socket} that is only a pair of streams, so that gRPC's OkHttp transport can run over anything: a unix socket,
 * a connection that was upgraded, the tunnel of a session.
 */
public abstract class StreamSocket extends Socket {
    private static final SocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    @Override
    public abstract InputStream getInputStream();

    @Override
    public abstract OutputStream getOutputStream();

    @Override
    public abstract boolean isClosed();

    @Override
    public abstract void close() throws IOException;

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void shutdownInput() throws IOException {
        close();
    }

    @Override
    public void shutdownOutput() throws IOException {
        close();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // Means nothing here.
    }

    @Override
    public void setSoTimeout(int timeout) {
        // There is none; who waits closes the socket when the time is over.
    }

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void setSoLinger(boolean on, int seconds) {
        // Means nothing here.
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return NOWHERE;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return NOWHERE;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getPort() {
        return 1;
    }
}
