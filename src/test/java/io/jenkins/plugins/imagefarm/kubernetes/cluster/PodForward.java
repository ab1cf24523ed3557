package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One port-forward, {@code v4.channel.k8s.io}: the first message of each channel names the port, then each begins with its channel, 0 for data
 * and 1 for errors. Whoever is faster than the other side waits for it.
 */
final class PodForward {
    private static final byte DATA = 0;
    private static final byte ERROR = 1;
    private static final int LARGEST = 32 * 1024;

    private final ServerWebSocket client;
    private final NetSocket pod;

    private PodForward(ServerWebSocket client, NetSocket pod) {
        this.client = client;
        this.pod = pod;
    }

    static void start(ServerWebSocket client, NetClient toPods, Optional<InetSocketAddress> daemon, int port) {
        for (byte channel : new byte[] {DATA, ERROR}) {
            client.writeBinaryMessage(Buffer.buffer().appendByte(channel).appendUnsignedShortLE(port));
        }
        if (daemon.isEmpty()) {
            fail(client, port, "connection refused");
            return;
        }
        client.pause();
        toPods.connect(daemon.get().getPort(), daemon.get().getHostString())
                .onSuccess(pod -> new PodForward(client, pod).run())
                .onFailure(error -> fail(client, port, error.getMessage()));
    }

    private static void fail(ServerWebSocket client, int port, String reason) {
        client.writeBinaryMessage(Buffer.buffer()
                .appendByte(ERROR)
                .appendString("error forwarding port " + port + " to pod: failed to connect to localhost:" + port
                        + " inside namespace: " + reason));
        client.close();
    }

    private void run() {
        client.binaryMessageHandler(this::toPod);
        pod.drainHandler(ready -> client.resume());
        pod.handler(this::toClient);
        client.drainHandler(ready -> pod.resume());
        pod.closeHandler(end -> client.close());
        client.closeHandler(end -> pod.close());
        client.exceptionHandler(error -> pod.close());
        pod.exceptionHandler(error -> client.close());
        client.resume();
    }

    private void toPod(Buffer message) {
        if (message.length() > 0 && message.getByte(0) == DATA) {
            pod.write(message.getBuffer(1, message.length()));
            if (pod.writeQueueFull()) {
                client.pause();
            }
        }
    }

    private void toClient(Buffer data) {
        for (int at = 0; at < data.length(); at += LARGEST) {
            Buffer part = data.getBuffer(at, Math.min(at + LARGEST, data.length()));
            client.writeBinaryMessage(
                    Buffer.buffer(part.length() + 1).appendByte(DATA).appendBuffer(part));
        }
        if (client.writeQueueFull()) {
            pod.pause();
        }
    }
}
