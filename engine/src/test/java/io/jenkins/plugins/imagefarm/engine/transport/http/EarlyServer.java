package io.jenkins.plugins.imagefarm.engine.transport.http;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server that says its text as soon as it has got a few bytes of a request, and then hangs up in a regular way. */
final class EarlyServer implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    EarlyServer(String text) throws IOException {
        Thread thread = new Thread(() -> serve(text), "early-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(String text) {
        try (Socket client = listener.accept()) {
            client.getInputStream().readNBytes(10);
            client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            client.shutdownOutput();
            client.shutdownInput();
        } catch (IOException e) {
            // The client is gone.
        }
    }

    Builder builder() {
        return new Builder("tcp://127.0.0.1:" + listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
