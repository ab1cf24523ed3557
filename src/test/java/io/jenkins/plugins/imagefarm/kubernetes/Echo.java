package io.jenkins.plugins.imagefarm.kubernetes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Sends bytes to something that sends them back, and reads them at the same time: each time the same ones. */
record Echo(int port, int length) {
    private static final int PIECE = 100_000;

    /** Fails if other bytes come back, or the connection ends. */
    void run() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            CompletableFuture<Void> sender = new CompletableFuture<>();
            Thread thread = new Thread(() -> send(socket, sender));
            thread.setDaemon(true);
            thread.start();
            InputStream in = socket.getInputStream();
            Random random = new Random(length);
            for (int left = length; left > 0; left -= PIECE) {
                byte[] expected = piece(random, left);
                assertArrayEquals(expected, in.readNBytes(expected.length), left + " bytes before the end");
            }
            sender.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(Socket socket, CompletableFuture<Void> sender) {
        try {
            OutputStream out = socket.getOutputStream();
            Random random = new Random(length);
            for (int left = length; left > 0; left -= PIECE) {
                out.write(piece(random, left));
            }
            sender.complete(null);
        } catch (IOException e) {
            sender.completeExceptionally(e);
        }
    }

    private static byte[] piece(Random random, int left) {
        byte[] bytes = new byte[Math.min(left, PIECE)];
        random.nextBytes(bytes);
        return bytes;
    }
}
