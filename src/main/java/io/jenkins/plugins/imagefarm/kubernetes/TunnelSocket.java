package io.jenkins.plugins.imagefarm.kubernetes;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A connection that the machine's end of a {@link PodTunnel} has accepted. It is over when both ends have said CLOSE. */
final class TunnelSocket {
    private static final Logger LOGGER = Logger.getLogger(TunnelSocket.class.getName());
    private static final int CHUNK = 32 * 1024;

    private final TunnelSlot slot;
    private final SocketChannel socket;
    private final SelectionKey key;
    private final Deque<ByteBuffer> toSocket = new ArrayDeque<>();
    private int credit = TunnelFrame.WINDOW; // bytes that may still be sent to the controller
    private int written; // bytes for which the controller has not got credit yet
    private boolean here = true; // this end has something to say still
    private boolean there = true; // the other end, too
    private String reason = ""; // of the other end's CLOSE

    TunnelSocket(TunnelSlot slot, SocketChannel accepted, Selector selector) throws IOException {
        this.slot = slot;
        socket = accepted;
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = socket.register(selector, SelectionKey.OP_READ, this);
    }

    boolean isOver() {
        return !here && !there;
    }

    void take(TunnelFrame frame) {
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
        if (!socket.isOpen()) {
            toSocket.clear(); // what came when the connection had ended already
            return;
        }
        try {
            write();
            if (!there && toSocket.isEmpty()) {
                finish();
                return;
            }
            if (here && key.isReadable()) {
                read();
            }
            if (socket.isOpen()) {
                key.interestOps((here && credit > 0 ? SelectionKey.OP_READ : 0)
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
            slot.send(TunnelFrame.credit(written));
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
            slot.send(TunnelFrame.data(buffer.flip()));
        }
    }

    /** The client has ended the connection. */
    private void leave(String why) {
        drop();
        say(why);
    }

    /** The pod's side has, and everything from there has been passed on. */
    private void finish() throws IOException {
        if (!reason.isEmpty()) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0); // so that the client sees that it was cut
        }
        drop();
        say("");
    }

    private void say(String why) {
        if (here) {
            here = false;
            slot.send(TunnelFrame.close(why));
        }
    }

    /** Closes the connection. */
    void drop() {
        toSocket.clear();
        try {
            socket.close();
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "A connection through a tunnel did not close", e);
        }
    }
}
