package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands before the JDK's HTTP server and does what that cannot: reset a connection, and turn away a client that tries
 * TLS at a port for plain HTTP as Go's server does. The JDK's waits for the end of a line instead, so that a daemon
 * would not fall back to plain HTTP.
 */
final class FrontDoor implements Closeable {
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final boolean tls;
    /** Connections from clients, by the port the server sees. */
    private final Map<Integer, Socket> clients = new ConcurrentHashMap<>();

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    FrontDoor(InetSocketAddress server, boolean tls) throws IOException {
        this.server = server;
        this.tls = tls;
        listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        start(this::acceptAll);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Cuts the connection that comes to the server from this port; its client sees a reset. */
    void reset(int serverSidePort) {
        Socket client = clients.get(serverSidePort);
        try {
            client.setSoLinger(true, 0);
            client.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closeQuietly(listener);
        open.forEach(FrontDoor::closeQuietly);
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                start(() -> admit(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void admit(Socket client) {
        try (client;
                PushbackInputStream in = new PushbackInputStream(client.getInputStream())) {
            int first = in.read();
            if (first < 0) {
                return;
            }
            in.unread(first);
            if (first == TLS_HANDSHAKE && !tls) {
                client.getOutputStream().write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            relay(client, in);
        } catch (IOException e) {
            // One side is gone, and with it the other.
        } finally {
            open.remove(client);
        }
    }

    private void relay(Socket client, InputStream in) throws IOException {
        try (Socket inside = new Socket(server.getAddress(), server.getPort())) {
            clients.put(inside.getLocalPort(), client);
            start(() -> answers(inside, client));
            in.transferTo(inside.getOutputStream());
            inside.shutdownOutput();
        }
    }

    private static void answers(Socket inside, Socket client) {
        try (client;
                OutputStream out = client.getOutputStream()) {
            inside.getInputStream().transferTo(out);
        } catch (IOException e) {
            // One side is gone, and with it the other.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "fake-registry-door");
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
