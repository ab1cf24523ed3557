package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderConnection;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ControlGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A BuildKit session: while it is open, the daemon calls the engine's services (files, registry logins, secrets).
 *
 * <p>Life: {@link #open} tells the daemon the session's id and which methods it serves, and starts a gRPC server on a pipe to it:
 * a connection of its own with Docker, which reads one that is tunnelled inside {@code /grpc} in small pieces and so at half
 * the speed, and the {@link SessionTunnel} inside {@code Control.Session} with a buildkitd. A solve names the id. When the pipe
 * ends on either side, the daemon fails the solves that need the session; {@link #close} ends it on ours.
 */
public final class Session implements AutoCloseable {
    private static final int WINDOW = 1 << 20;
    private static final int LARGEST_MESSAGE = 16 << 20;
    /** A whole .dockerignore comes in a call's headers; gRPC for Java allows 8 KiB, gRPC for Go as much as here. */
    private static final int LARGEST_HEADERS = 16 << 20;

    private final String id;
    private final Socket pipe;
    private final Server server;

    private Session(String id, Socket pipe, Server server) {
        this.id = id;
        this.pipe = pipe;
        this.server = server;
    }

    /**
     * @param name for the daemon's logs
     * @param sharedKey the same for all sessions that send the same folders, so that the daemon asks for what changed only
     */
    public static Session open(
            BuilderConnection connection, String name, String sharedKey, List<ServerServiceDefinition> services) {
        SessionHeaders headers = SessionHeaders.of(newId(), name, sharedKey, services);
        Socket pipe = connection.openSession(headers.asHttp()).orElseGet(() -> tunnel(connection, headers));
        OkHttpServerBuilder builder = OkHttpServerBuilder.forPort(
                        pipe.getLocalSocketAddress(), InsecureServerCredentials.create())
                .socketFactory(new SingleSocketServer.Factory(pipe))
                .flowControlWindow(WINDOW)
                .maxInboundMessageSize(LARGEST_MESSAGE)
                .maxInboundMetadataSize(LARGEST_HEADERS)
                // The daemon's own client may ping as it likes.
                .permitKeepAliveTime(1, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(new HealthService());
        services.forEach(builder::addService);
        Server server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException("a server without a port cannot fail to bind", e);
        }
        return new Session(headers.id(), pipe, server);
    }

    private static SessionTunnel tunnel(BuilderConnection connection, SessionHeaders headers) {
        SessionTunnel tunnel = new SessionTunnel();
        ControlGrpc.newStub(connection.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers.asMetadata()))
                .session(tunnel);
        return tunnel;
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
        try {
            pipe.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
        server.shutdownNow();
    }
}
