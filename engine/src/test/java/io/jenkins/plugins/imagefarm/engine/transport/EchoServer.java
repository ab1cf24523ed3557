package io.jenkins.plugins.imagefarm.engine.transport;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Says again whatever it is told, on a unix socket. */
final class EchoServer implements AutoCloseable {
    private final Path socket;
    private final ServerSocketChannel listener;
    private final AtomicInteger open = new AtomicInteger();

    EchoServer(Path socket) throws IOException {
        this.socket = socket;
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        start(this::acceptAll);
    }

    private void acceptAll() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                open.incrementAndGet();
                start(() -> echo(client));
            } catch (IOException e) {
                // It was closed.
            }
        }
    }

    private void echo(SocketChannel client) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (client) {
            while (client.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    client.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            // The client is gone.
        } finally {
            open.decrementAndGet();
        }
    }

    /** Connections that are open now. */
    int open() {
        return open.get();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "echo");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.delete(socket);
    }
}
