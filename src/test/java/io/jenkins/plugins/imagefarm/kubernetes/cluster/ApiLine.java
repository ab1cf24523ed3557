package io.jenkins.plugins.imagefarm.kubernetes.cluster;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The network in front of the API server, which can be cut and put together again; at the same port. */
final class ApiLine implements AutoCloseable {
    private final Vertx vertx;
    private final int to;
    private final NetClient net;
    private final Map<NetSocket, Context> sockets = new ConcurrentHashMap<>(); // with the only thread that may touch it
    private final int port;
    private NetServer server; // null while connections are refused
    private volatile boolean silent;

    ApiLine(Vertx vertx, int to) {
        this.vertx = vertx;
        this.to = to;
        net = vertx.createNetClient();
        server = listen(0);
        port = server.actualPort();
    }

    int port() {
        return port;
    }

    /** Whatever was sent and is sent stays unanswered. */
    void hang() {
        silent = true;
        each(NetSocket::pause);
    }

    /** All connections break, and new ones are refused. */
    synchronized void refuse() {
        if (server != null) {
            VertxWaits.forResult(server.close()); // and all connections that it took
            server = null;
        }
        cut();
    }

    /** All connections break. */
    void cut() {
        each(NetSocket::close);
    }

    private void each(Consumer<NetSocket> action) {
        sockets.forEach((socket, context) -> context.runOnContext(now -> action.accept(socket)));
    }

    /** Everything is as before; what hung goes on. */
    synchronized void back() {
        silent = false;
        each(NetSocket::resume);
        if (server == null) {
            server = listen(port);
        }
    }

    private NetServer listen(int at) {
        NetServer made = vertx.createNetServer(
                new NetServerOptions().setHost("127.0.0.1").setPort(at));
        made.connectHandler(this::accept);
        return VertxWaits.forResult(made.listen());
    }

    private void accept(NetSocket client) {
        client.pause();
        net.connect(to, "127.0.0.1").onFailure(error -> client.close()).onSuccess(api -> {
            join(client, api);
            join(api, client);
            if (!silent) {
                client.resume();
            }
        });
    }

    private void join(NetSocket from, NetSocket into) {
        sockets.put(from, vertx.getOrCreateContext());
        from.handler(data -> {
            into.write(data);
            if (into.writeQueueFull()) {
                from.pause();
            }
        });
        into.drainHandler(ready -> {
            if (!silent) {
                from.resume();
            }
        });
        from.exceptionHandler(error -> into.close());
        from.closeHandler(end -> {
            sockets.remove(from);
            into.close();
        });
    }

    @Override
    public synchronized void close() {
        refuse();
        VertxWaits.forResult(net.close());
    }
}
