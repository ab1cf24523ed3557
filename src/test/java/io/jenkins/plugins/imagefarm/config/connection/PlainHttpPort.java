package io.jenkins.plugins.imagefarm.config.connection;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A port in front of a plain HTTP server, that answers a client who tries TLS as registries do. The JDK's server would keep
 * silent.
 */
final class PlainHttpPort implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket port;
    private final int server;

    PlainHttpPort(int server) throws IOException {
        this.server = server;
        port = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int number() {
        return port.getLocalPort();
    }

    @Override
    public void close() {
        try {
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = port.accept();
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            in.mark(1);
            if (in.read() == TLS_HANDSHAKE) {
                String answer = "HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTPS request to an HTTP server.\n";
                client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                return;
            }
            in.reset();
            try (Socket behind = new Socket(InetAddress.getLoopbackAddress(), server)) {
                start(() -> in.transferTo(behind.getOutputStream()));
                behind.getInputStream().transferTo(client.getOutputStream());
            }
        }
    }

    private interface Task {
        void run() throws IOException;
    }

    /** Ends when a socket is closed. */
    private static void start(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The test is over, or the client has heard enough.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
