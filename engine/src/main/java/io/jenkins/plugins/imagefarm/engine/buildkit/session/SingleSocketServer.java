package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.ServerSocketFactory;

/** Accepts the one socket it was made with, and then nothing until it is closed. No port is opened. */
final class SingleSocketServer extends ServerSocket {
    private final Socket only;
    private boolean accepted;
    private boolean closed;

    private SingleSocketServer(Socket only) throws IOException {
        this.only = only;
    }

    @Override
    public void bind(SocketAddress endpoint) {
        // There is nothing to bind to.
    }

    @Override
    public synchronized Socket accept() throws IOException {
        if (!accepted) {
            accepted = true;
            return only;
        }
        while (!closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SocketException("interrupted");
            }
        }
        throw new SocketException("closed");
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return only.getLocalSocketAddress();
    }

    static final class Factory extends ServerSocketFactory {
        private final Socket only;

        Factory(Socket only) {
            this.only = only;
        }

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new SingleSocketServer(only);
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return createServerSocket();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return createServerSocket();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            return createServerSocket();
        }
    }
}
