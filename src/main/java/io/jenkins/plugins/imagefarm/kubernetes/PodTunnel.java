package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.remoting.RemoteOutputStream;
import hudson.remoting.VirtualChannel;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A way to a pod for a machine that does not reach the pod's address: a listener on the machine's loopback, the machine's channel to the
 * controller, and from here a port-forward of the API server for each connection.
 *
 * <p>Either end may send as much as {@link TunnelFrame#WINDOW} ahead of what the other has passed on, and so a side that does not read stops the other side
 * of its own connection only, never the channel. The machine spends one thread on a tunnel; the controller none but those of the Kubernetes client.
 *
 * <p>It ends when it is closed, and when the channel does. Nothing is encrypted here: what goes through is TLS already.
 */
final class PodTunnel implements Closeable {
    private static final Logger LOGGER = Logger.getLogger(PodTunnel.class.getName());

    private final KubernetesClient client;
    private final URI target;
    private final ScheduledExecutorService timer;
    private final List<TunnelConnection> connections = new ArrayList<>();
    private TunnelEnd end; // null until the machine has answered
    private boolean closed;

    private PodTunnel(KubernetesClient client, URI target, ScheduledExecutorService timer) {
        this.client = client;
        this.target = target;
        this.timer = timer;
    }

    /**
     * Opens one. Waits for the machine.
     *
     * @param machine where to listen; the tunnel does not outlive it
     * @param client for as long as the tunnel is open
     * @param namespace of the pod
     * @param pod its name
     * @param port in the pod
     * @param connections how many there may be at a time; further ones are closed at once
     * @param timer for what takes no time
     * @throws IOException if the machine cannot listen, or is gone
     */
    @NonNull
    static PodTunnel open(
            @NonNull VirtualChannel machine,
            @NonNull KubernetesClient client,
            @NonNull String namespace,
            @NonNull String pod,
            int port,
            int connections,
            @NonNull ScheduledExecutorService timer)
            throws IOException, InterruptedException {
        URI target = URI.create(client.getMasterUrl() + "api/v1/namespaces/" + namespace + "/pods/" + pod
                + "/portforward?ports=" + port);
        PodTunnel tunnel = new PodTunnel(client, target, timer);
        List<RemoteOutputStream> sinks = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            TunnelConnection connection = new TunnelConnection(tunnel);
            tunnel.connections.add(connection);
            sinks.add(new RemoteOutputStream(new TunnelSink(connection)));
        }
        tunnel.start(machine.call(new OpenTunnel(pod, sinks)));
        return tunnel;
    }

    /** The machine may have been faster with its first connections than with its answer. */
    private void start(TunnelEnd opened) throws IOException {
        boolean late;
        synchronized (this) {
            end = opened;
            late = closed;
        }
        if (late) {
            close();
            throw new IOException("The connection to the machine ended");
        }
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).attach(opened.sinks().get(i));
        }
    }

    /** On the machine's 127.0.0.1. */
    synchronized int port() {
        return end.port();
    }

    synchronized boolean isOpen() {
        return !closed;
    }

    /** A port-forward, of which the listener is told. */
    void connect(PodForward forward) {
        try {
            client.getHttpClient()
                    .newWebSocketBuilder()
                    .uri(target)
                    .subprotocol("v4.channel.k8s.io")
                    .buildAsync(forward)
                    .whenComplete(forward::built);
        } catch (RuntimeException e) {
            forward.built(null, e);
        }
    }

    /** The machine is gone. Whoever notices it holds locks that closing takes, too: the channel's own when the channel tells it. */
    void broken() {
        synchronized (this) {
            closed = true;
        }
        try {
            timer.execute(this::close);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.FINE, "Jenkins is shutting down", e);
        }
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    /** Ends the listener and all connections. */
    @Override
    public void close() {
        TunnelEnd opened;
        synchronized (this) {
            closed = true;
            opened = end;
        }
        connections.forEach(TunnelConnection::abandon);
        if (opened == null) {
            return;
        }
        for (RemoteOutputStream sink : opened.sinks()) {
            try {
                sink.close();
            } catch (IOException e) {
                LOGGER.log(Level.FINE, "The machine is gone, and the tunnel with it", e);
            }
        }
    }
}
