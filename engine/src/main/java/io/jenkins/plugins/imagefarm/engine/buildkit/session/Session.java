package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ControlGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A BuildKit session: while it is open, the daemon calls the engine's services (files, registry logins, secrets) through
 * {@code Control.Session}.
 *
 * <p>Life: {@link #open} starts a gRPC server on a {@link SessionTunnel} and tells the daemon, in the call's metadata, its
 * id and which methods it serves. A solve names the id. When the tunnel ends on either side, the daemon fails the solves
 * that need the session; {@link #close} ends it on ours.
 */
public final class Session implements AutoCloseable {
    private static final int WINDOW = 1 << 20;
    private static final int LARGEST_MESSAGE = 16 << 20;

    private final String id;
    private final SessionTunnel tunnel;
    private final Server server;

    private Session(String id, SessionTunnel tunnel, Server server) {
        this.id = id;
        this.tunnel = tunnel;
        this.server = server;
    }

    /**
     * @param name for the daemon's logs
     * @param sharedKey the same for all sessions that send the same folders, so that the daemon asks for what changed only
     */
    public static Session open(
            BuilderConnection connection, String name, String sharedKey, List<ServerServiceDefinition> services) {
        String id = newId();
        SessionTunnel tunnel = new SessionTunnel();
        OkHttpServerBuilder builder = OkHttpServerBuilder.forPort(
                        tunnel.getLocalSocketAddress(), InsecureServerCredentials.create())
                .socketFactory(new SingleSocketServer.Factory(tunnel))
                .flowControlWindow(WINDOW)
                .maxInboundMessageSize(LARGEST_MESSAGE)
                // The daemon's own client may ping as it likes.
                .permitKeepAliveTime(1, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true);
        Metadata headers = new Metadata();
        put(headers, "x-docker-expose-session-uuid", id);
        put(headers, "x-docker-expose-session-name", name);
        put(headers, "x-docker-expose-session-sharedkey", sharedKey);
        builder.addService(new HealthService());
        for (ServerServiceDefinition service : services) {
            builder.addService(service);
            service.getMethods()
                    .forEach(method -> put(
                            headers,
                            "x-docker-expose-session-grpc-method",
                            "/" + method.getMethodDescriptor().getFullMethodName()));
        }
        ControlGrpc.newStub(connection.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .session(tunnel);
        Server server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("a tunnel needs no port and cannot fail to bind", e);
        }
        return new Session(id, tunnel, server);
    }

    private static void put(Metadata headers, String key, String value) {
        headers.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value);
    }

    private static String newId() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    public String id() {
        return id;
    }

    @Override
    public void close() {
        tunnel.close();
        server.shutdownNow();
    }
}
