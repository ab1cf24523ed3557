package io.jenkins.plugins.imagefarm.engine.fault;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between the engine and a daemon, over TCP on loopback or over a unix socket, and does to their connections what
 * networks do: cuts them, swallows what is sent, refuses new ones.
 */
public final class TcpProxy implements AutoCloseable {
    private final SocketAddress daemon;
    private final ServerSocketChannel listener;
    private final String uri;
    private final Path socket;
    private final Set<Relay> relays = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Object gate = new Object();
    private boolean stalled;

    private TcpProxy(SocketAddress daemon, ServerSocketChannel listener, String uri, Path socket) {
        this.daemon = daemon;
        this.listener = listener;
        this.uri = uri;
        this.socket = socket;
        start(this::acceptAll);
    }

    /** At a TCP port that the system gives. */
    public static TcpProxy overTcp(Builder daemon) throws IOException {
        ServerSocketChannel listener =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
        return new TcpProxy(address(daemon), listener, "tcp://127.0.0.1:" + port, null);
    }

    /** At a unix socket that does not exist yet. */
    public static TcpProxy overUnixSocket(Builder daemon, Path socket) throws IOException {
        ServerSocketChannel listener =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        return new TcpProxy(address(daemon), listener, "unix://" + socket, socket);
    }

    private static SocketAddress address(Builder daemon) {
        URI uri = URI.create(daemon.uri());
        return uri.getScheme().equals("unix")
                ? UnixDomainSocketAddress.of(uri.getPath())
                : new InetSocketAddress(uri.getHost(), uri.getPort());
    }

    /** The daemon, as the engine has to name it to come through here. */
    public Builder builder() {
        return new Builder(uri);
    }

    /** Cuts all connections, over TCP with a reset. New ones are let through. */
    public void cut() {
        relays.forEach(Relay::cut);
    }

    /** From now on nothing gets through, old and new connections alike, but none of them ends. */
    public void stall() {
        synchronized (gate) {
            stalled = true;
        }
    }

    /** What was held back since {@link #stall} goes on. */
    public void resume() {
        synchronized (gate) {
            stalled = false;
            gate.notifyAll();
        }
    }

    /** From now on nobody listens here; connections that are open stay. */
    public void refuse() throws IOException {
        listener.close();
        if (socket != null) {
            Files.delete(socket);
        }
    }

    /** Connections that are open now. */
    public int open() {
        return relays.size();
    }

    /** Connections there have been. */
    public int accepted() {
        return accepted.get();
    }

    /** The bytes that went to the daemon. */
    public long sent() {
        return relays.stream().mapToLong(relay -> relay.sent).sum();
    }

    @Override
    public void close() throws IOException {
        closeQuietly(listener);
        cut();
        resume();
        if (socket != null) {
            Files.deleteIfExists(socket);
        }
    }

    private void acceptAll() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                accepted.incrementAndGet();
                start(() -> relay(client));
            } catch (IOException e) {
                // It was closed.
            }
        }
    }

    private void relay(SocketChannel client) {
        try (client;
                SocketChannel server = SocketChannel.open(daemon)) {
            Relay relay = new Relay(client, server);
            relays.add(relay);
            try {
                relay.run();
            } finally {
                relays.remove(relay);
            }
        } catch (IOException e) {
            // One side is gone, and with it the other.
        }
    }

    /** Waits while the proxy stalls. */
    private void pass() throws IOException {
        synchronized (gate) {
            while (stalled) {
                try {
                    gate.wait();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    private final class Relay {
        private final SocketChannel client;
        private final SocketChannel server;
        private volatile long sent;

        Relay(SocketChannel client, SocketChannel server) {
            this.client = client;
            this.server = server;
        }

        void run() {
            start(() -> pump(server, client));
            pump(client, server);
        }

        /** The end of either direction ends both: HTTP/2 knows no half-open connections. */
        private void pump(SocketChannel from, SocketChannel to) {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            try {
                while (from.read(buffer) >= 0) {
                    pass();
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        int count = to.write(buffer);
                        if (to == server) {
                            sent += count;
                        }
                    }
                    buffer.clear();
                }
                pass();
            } catch (IOException e) {
                // One side is gone, and with it the other.
            } finally {
                closeQuietly(client);
                closeQuietly(server);
            }
        }

        void cut() {
            reset(client);
            reset(server);
        }

        private void reset(SocketChannel channel) {
            try {
                if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                }
            } catch (IOException e) {
                // It is closed already.
            }
            closeQuietly(channel);
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            // It is closed.
        }
    }
}
