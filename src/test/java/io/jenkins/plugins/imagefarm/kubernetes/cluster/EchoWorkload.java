package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** In place of a daemon: sends back what it gets. It costs no thread. */
final class EchoWorkload implements Workload {
    private final InetSocketAddress address;
    private final Vertx vertx;
    private final NetServer server;
    private final Map<NetSocket, Context> connections = new ConcurrentHashMap<>();
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private volatile boolean frozen;

    EchoWorkload(Vertx vertx, String host, int port) {
        this.vertx = vertx;
        address = new InetSocketAddress(host, port);
        server = vertx.createNetServer(new NetServerOptions().setHost(host).setPort(port));
        server.connectHandler(this::accept);
        VertxWaits.forResult(server.listen());
    }

    private void accept(NetSocket socket) {
        connections.put(socket, vertx.getOrCreateContext());
        socket.closeHandler(done -> connections.remove(socket));
        if (frozen) {
            socket.pause();
        } else {
            socket.pipeTo(socket);
        }
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public boolean answers() {
        return !frozen && !ended.isDone();
    }

    @Override
    public CompletableFuture<Integer> ended() {
        return ended;
    }

    @Override
    public String log() {
        return "echo on " + address + "\n";
    }

    @Override
    public void freeze() {
        frozen = true;
        connections.forEach((socket, context) -> context.runOnContext(now -> socket.pause()));
    }

    @Override
    public void end(Duration grace) {
        VertxWaits.forResult(server.close()); // and all its connections
        ended.complete(0);
    }
}
