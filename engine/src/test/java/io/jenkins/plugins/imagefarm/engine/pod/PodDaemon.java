package io.jenkins.plugins.imagefarm.engine.pod;

import io.jenkins.plugins.imagefarm.engine.api.Builder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A real BuildKit as it stands in a pod: behind mutual TLS, with a certificate that names the pod. What ends TLS stands here, and the
 * daemon behind it is one that {@code bin/engines} started.
 */
public final class PodDaemon implements AutoCloseable {
    private static final int SIZE = 64 * 1024;

    private final PodAuthority authority;
    private final Path socket;
    private final SSLServerSocket listener;
    private final Set<SSLSocket> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger served = new AtomicInteger();

    private PodDaemon(PodAuthority authority, Path socket, SSLServerSocket listener) {
        this.authority = authority;
        this.socket = socket;
        this.listener = listener;
        start(this::acceptAll);
    }

    /**
     * @param buildkitd reached by a unix socket
     * @param folder for certificates
     */
    public static PodDaemon start(Builder buildkitd, String pod, Path folder) throws Exception {
        PodAuthority authority = PodAuthority.make(folder, pod);
        SSLServerSocket listener = (SSLServerSocket)
                authority.daemon().getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        SSLParameters parameters = listener.getSSLParameters();
        parameters.setNeedClientAuth(true);
        parameters.setApplicationProtocols(new String[] {"h2"});
        listener.setSSLParameters(parameters);
        return new PodDaemon(authority, Path.of(URI.create(buildkitd.uri()).getPath()), listener);
    }

    public PodAuthority authority() {
        return authority;
    }

    public String uri() {
        return "tcp://127.0.0.1:" + listener.getLocalPort();
    }

    /** Clients that proved who they are. */
    public int served() {
        return served.get();
    }

    /** The pod is gone, and every connection with it. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (SSLSocket client : clients) {
            client.close();
        }
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                SSLSocket client = (SSLSocket) listener.accept();
                clients.add(client);
                start(() -> serve(client));
            } catch (IOException e) {
                // It was closed.
            }
        }
    }

    private void serve(SSLSocket client) {
        try (client;
                SocketChannel daemon = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            client.startHandshake();
            served.incrementAndGet();
            daemon.connect(UnixDomainSocketAddress.of(socket));
            start(() -> answers(daemon, client));
            byte[] data = new byte[SIZE];
            for (int count = client.getInputStream().read(data);
                    count > 0;
                    count = client.getInputStream().read(data)) {
                ByteBuffer buffer = ByteBuffer.wrap(data, 0, count);
                while (buffer.hasRemaining()) {
                    daemon.write(buffer);
                }
            }
        } catch (IOException e) {
            // The client does not like the certificate, or one side is gone.
        } finally {
            clients.remove(client);
        }
    }

    /** The channel's own methods: its streams would not write while they read. */
    private static void answers(SocketChannel daemon, SSLSocket client) {
        try (client;
                daemon) {
            ByteBuffer buffer = ByteBuffer.allocate(SIZE);
            while (daemon.read(buffer) > 0) {
                client.getOutputStream().write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        } catch (IOException e) {
            // One side is gone, and with it the other.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "pod-daemon");
        thread.setDaemon(true);
        thread.start();
    }
}
