package io.jenkins.plugins.imagefarm.kubernetes;

import hudson.remoting.RemoteOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The machine's end of a {@link PodTunnel}: one thread that accepts connections on loopback and does all their input and output. Connections
 * touch nothing but on this thread; others leave a note.
 */
final class TunnelListener implements Runnable {
    private static final Logger LOGGER = Logger.getLogger(TunnelListener.class.getName());

    private final ServerSocketChannel server;
    private final Selector selector;
    private final List<TunnelSlot> slots = new ArrayList<>();
    private final Queue<Runnable> notes = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private TunnelListener() throws IOException {
        server = ServerSocketChannel.open();
        selector = Selector.open();
    }

    /**
     * @param pod for the thread's name
     * @param controller where frames go, one stream for each connection that there may be
     */
    static TunnelEnd start(String pod, List<RemoteOutputStream> controller) throws IOException {
        TunnelListener listener = new TunnelListener();
        List<RemoteOutputStream> sinks = new ArrayList<>();
        for (RemoteOutputStream to : controller) {
            TunnelSlot slot = new TunnelSlot(listener, to);
            listener.slots.add(slot);
            sinks.add(new RemoteOutputStream(new TunnelSink(slot)));
        }
        listener.server.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        listener.server.configureBlocking(false);
        listener.server.register(listener.selector, SelectionKey.OP_ACCEPT);
        int port = ((InetSocketAddress) listener.server.getLocalAddress()).getPort();
        Thread thread = new Thread(listener, "Image Farm's tunnel to " + pod + " at port " + port);
        thread.setDaemon(true);
        thread.start();
        return new TunnelEnd(port, sinks);
    }

    @Override
    public void run() {
        try (server;
                selector) {
            while (!closed) {
                selector.select();
                for (Runnable note = notes.poll(); note != null; note = notes.poll()) {
                    note.run();
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.attachment() instanceof TunnelSocket socket) {
                        socket.ready();
                    } else {
                        accept();
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "A tunnel broke", e);
        } finally {
            slots.forEach(TunnelSlot::end);
        }
    }

    private void accept() throws IOException {
        SocketChannel accepted = server.accept();
        if (accepted == null) {
            return;
        }
        Optional<TunnelSlot> free = slots.stream().filter(TunnelSlot::isFree).findFirst();
        try {
            if (free.isPresent()) {
                accepted.configureBlocking(false);
                free.get().open(accepted, selector);
            } else {
                accepted.close();
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "A connection ended before it began", e);
            accepted.close();
        }
    }

    /** Has something done on the only thread that may. */
    void note(Runnable note) {
        notes.add(note);
        selector.wakeup();
    }

    /** The controller has closed the tunnel, or is gone. */
    void close() {
        closed = true;
        selector.wakeup();
    }
}
