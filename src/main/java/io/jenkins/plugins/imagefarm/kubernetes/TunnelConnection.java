package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The controller's side of what a {@link TunnelSlot} is on the machine: hands each connection's frames to a {@link PodForward} of its own. */
final class TunnelConnection implements TunnelSink.Receiver {
    private static final Logger LOGGER = Logger.getLogger(TunnelConnection.class.getName());

    private final PodTunnel tunnel;
    private final List<TunnelFrame> early = new ArrayList<>(); // what came before the machine's stream was known
    private final CompletableFuture<OutputStream> machine = new CompletableFuture<>();
    private volatile PodForward forward; // null before the first connection

    TunnelConnection(PodTunnel tunnel) {
        this.tunnel = tunnel;
    }

    /** @param stream where frames go */
    synchronized void attach(OutputStream stream) {
        machine.complete(stream);
        early.forEach(this::take);
        early.clear();
    }

    @Override
    public synchronized void receive(@NonNull TunnelFrame frame) {
        if (!machine.isDone()) {
            early.add(frame);
        } else {
            take(frame);
        }
    }

    private void take(TunnelFrame frame) {
        switch (frame.kind()) {
            case OPEN -> {
                forward = new PodForward(this, tunnel.timer());
                tunnel.connect(forward);
            }
            case DATA -> forward.send(frame.data());
            case CREDIT -> forward.credit(frame.bytes());
            case CLOSE -> forward.close();
        }
    }

    @Override
    public void ended() {
        tunnel.broken();
    }

    /** Ends the port-forward, if there is one. */
    void abandon() {
        PodForward now = forward;
        if (now != null) {
            now.close();
        }
    }

    void send(TunnelFrame frame) {
        try {
            machine.join().write(frame.encoded());
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The machine is gone, and the tunnel with it", e);
            tunnel.broken();
        }
    }
}
