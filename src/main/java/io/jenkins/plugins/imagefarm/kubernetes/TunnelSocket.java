package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A connection that the machine's end of a {@link PodTunnel} has accepted, and after it the next one: there is one of these for each that there
 * may be at a time. It is free again when both ends have said CLOSE.
 */
final class TunnelSocket implements TunnelSink.Receiver {
    private static final Logger LOGGER = Logger.getLogger(TunnelSocket.class.getName());
    private static final int CHUNK = 32 * 1024;

    private final TunnelListener listener;
    private final OutputStream controller;
    private final Deque<ByteBuffer> toSocket = new ArrayDeque<>();
    private SocketChannel socket; // null while there is none
    private SelectionKey key;
    private int credit; // bytes that may still be sent to the controller
    private int written; // bytes for which the controller has not got credit yet
    private boolean here; // this end has something to say still
    private boolean there; // the other end, too
    private String reason = ""; // of the other end's CLOSE

    TunnelSocket(TunnelListener listener, OutputStream controller) {
        this.listener = listener;
        this.controller = controller;
    }

    boolean isFree() {
        return socket == null && !here && !there;
    }

    void open(SocketChannel accepted, Selector selector) throws IOException {
        accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket = accepted;
        credit = TunnelFrame.WINDOW;
        written = 0;
        here = true;
        there = true;
        reason = "";
        key = accepted.register(selector, SelectionKey.OP_READ, this);
        send(TunnelFrame.open());
    }

    @Override
    public void receive(@NonNull TunnelFrame frame) {
        listener.note(() -> take(frame));
    }

    @Override
    public void ended() {
        listener.close();
    }

    private void take(TunnelFrame frame) {
        switch (frame.kind()) {
            case DATA -> toSocket.add(frame.data());
            case CREDIT -> credit += frame.bytes();
            case CLOSE -> {
                there = false;
                reason = frame.reason();
            }
            case OPEN -> throw new IllegalStateException("only this end opens connections");
        }
        ready();
    }

    /** Does what can be done now. */
    void ready() {
        if (socket == null) {
            toSocket.clear(); // what came when the connection had ended already
            return;
        }
        try {
            write();
            if (!there && toSocket.isEmpty()) {
                finish(reason.isEmpty());
                return;
            }
            if (here && key.isReadable()) {
                read();
            }
            if (socket != null) {
                key.interestOps((credit > 0 && here ? SelectionKey.OP_READ : 0)
                        | (toSocket.isEmpty() ? 0 : SelectionKey.OP_WRITE));
            }
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "A connection through a tunnel broke", e);
            leave(e.toString());
        }
    }

    private void write() throws IOException {
        while (!toSocket.isEmpty()) {
            written += socket.write(toSocket.peek());
            if (toSocket.peek().hasRemaining()) {
                break;
            }
            toSocket.remove();
        }
        if (written >= TunnelFrame.CREDIT_AT) {
            send(TunnelFrame.credit(written));
            written = 0;
        }
    }

    private void read() throws IOException {
        if (credit <= 0) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(Math.min(CHUNK, credit));
        int count = socket.read(buffer);
        if (count < 0) {
            leave("");
        } else if (count > 0) {
            credit -= count;
            send(TunnelFrame.data(buffer.flip()));
        }
    }

    /** The client has ended the connection. */
    private void leave(String why) {
        drop();
        say(why);
    }

    /** The pod's side has, and everything from there has been passed on. */
    private void finish(boolean orderly) throws IOException {
        if (!orderly) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0); // so that the client sees that it was cut
        }
        drop();
        say("");
    }

    private void say(String why) {
        if (here) {
            here = false;
            send(TunnelFrame.close(why));
        }
    }

    /** Closes the connection, if there is one. */
    void drop() {
        toSocket.clear();
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                LOGGER.log(Level.FINE, "A connection through a tunnel did not close", e);
            }
            socket = null;
        }
    }

    /** Nothing more will be sent. */
    void end() {
        drop();
        try {
            controller.close();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The controller is gone", e);
        }
    }

    private void send(TunnelFrame frame) {
        try {
            controller.write(frame.encoded());
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The controller is gone, and the tunnel with it", e);
            listener.close();
        }
    }
}
