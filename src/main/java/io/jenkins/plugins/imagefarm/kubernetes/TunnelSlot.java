package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The machine's half of a {@link TunnelConnection}: has one connection after the other, of those that there may be at a time. */
final class TunnelSlot implements TunnelSink.Receiver {
    private static final Logger LOGGER = Logger.getLogger(TunnelSlot.class.getName());

    private final TunnelListener listener;
    private final OutputStream controller;
    private Optional<TunnelSocket> current = Optional.empty();

    TunnelSlot(TunnelListener listener, OutputStream controller) {
        this.listener = listener;
        this.controller = controller;
    }

    boolean isFree() {
        return current.map(TunnelSocket::isOver).orElse(true);
    }

    void open(SocketChannel accepted, Selector selector) throws IOException {
        current = Optional.of(new TunnelSocket(this, accepted, selector));
        send(TunnelFrame.open());
    }

    @Override
    public void receive(@NonNull TunnelFrame frame) {
        listener.note(() -> current.ifPresent(socket -> socket.take(frame)));
    }

    @Override
    public void ended() {
        listener.close();
    }

    void send(TunnelFrame frame) {
        try {
            controller.write(frame.encoded());
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The controller is gone, and the tunnel with it", e);
            listener.close();
        }
    }

    /** Nothing more will be sent. */
    void end() {
        current.ifPresent(TunnelSocket::drop);
        try {
            controller.close();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The controller is gone", e);
        }
    }
}
