package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.okhttp.OkHttpServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server with one session service on a port of this machine, and a channel to it as the daemon would have one. */
final class SessionServer implements AutoCloseable {
    private static final int HEADERS = 1 << 20;
    private static final int MESSAGE = 16 << 20;

    private final Server server;
    private final ManagedChannel channel;

    SessionServer(ServerServiceDefinition service) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = OkHttpServerBuilder.forPort(any, InsecureServerCredentials.create())
                .addService(service)
                .maxInboundMetadataSize(HEADERS)
                .flowControlWindow(1 << 20)
                .build()
                .start();
        channel = OkHttpChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .proxyDetector(target -> null)
                .maxInboundMessageSize(MESSAGE)
                .flowControlWindow(1 << 20)
                .build();
    }

    ManagedChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }
}
