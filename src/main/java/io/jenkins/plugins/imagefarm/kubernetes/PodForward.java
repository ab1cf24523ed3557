package io.jenkins.plugins.imagefarm.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.client.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One port-forward of the API server ({@code v4.channel.k8s.io}): each message begins with its channel, 0 for data and 1 for errors, and the first
 * of each channel only names the port.
 *
 * <p>fabric8's own port-forward would cost two threads a connection, and does not wait for a slow API server: its HTTP client closes a WebSocket for
 * which more than 16 MiB wait. So the machine gets credit for more only while little waits.
 */
final class PodForward implements WebSocket.Listener {
    private static final Logger LOGGER = Logger.getLogger(PodForward.class.getName());
    private static final byte DATA = 0;
    private static final byte ERROR = 1;
    private static final int WAITING = TunnelFrame.WINDOW / 2;
    private static final long LOOK_AGAIN_MS = 10;
    private static final int GOING_AWAY = 1001;

    private final TunnelConnection machine;
    private final ScheduledExecutorService timer;
    private final Queue<ByteBuffer> early = new ArrayDeque<>(); // until the WebSocket is open
    private Optional<WebSocket> socket = Optional.empty();
    private boolean over;
    private int messages;
    private int credit = TunnelFrame.WINDOW; // bytes that may still be sent to the machine
    private boolean holds; // no message is asked for, for want of credit
    private int taken; // bytes for which the machine has not got credit yet
    private boolean looks; // the timer will look whether it may

    PodForward(TunnelConnection machine, ScheduledExecutorService timer) {
        this.machine = machine;
        this.timer = timer;
    }

    // From the machine

    synchronized void send(ByteBuffer data) {
        if (over) {
            return;
        }
        if (socket.isEmpty()) {
            early.add(data);
            return;
        }
        ByteBuffer message = ByteBuffer.allocate(data.remaining() + 1).put(DATA);
        taken += data.remaining();
        if (socket.get().send(message.put(data).flip())) {
            look(socket.get());
        } else {
            finish("The port-forward takes no more");
        }
    }

    /** Gives credit for what was sent, unless too much of it still waits. */
    private void look(WebSocket to) {
        if (taken < TunnelFrame.CREDIT_AT) {
            return;
        }
        if (to.queueSize() <= WAITING) {
            machine.send(TunnelFrame.credit(taken));
            taken = 0;
        } else if (!looks) {
            looks = true;
            try {
                timer.schedule(this::lookAgain, LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                finish("Jenkins is shutting down");
            }
        }
    }

    private synchronized void lookAgain() {
        looks = false;
        if (!over) {
            socket.ifPresent(this::look);
        }
    }

    synchronized void credit(int bytes) {
        credit += bytes;
        if (holds && credit > 0) {
            holds = false;
            socket.ifPresent(WebSocket::request);
        }
    }

    /** The machine's connection has ended. */
    synchronized void close() {
        finish("");
    }

    // From the API server

    @Override
    public synchronized void onOpen(WebSocket opened) {
        if (over) {
            opened.sendClose(GOING_AWAY, "");
            return;
        }
        socket = Optional.of(opened);
        for (ByteBuffer data = early.poll(); data != null; data = early.poll()) {
            send(data);
        }
    }

    @Override
    public void onMessage(WebSocket from, String text) {
        onMessage(from, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public synchronized void onMessage(WebSocket from, ByteBuffer message) {
        messages++;
        if (over || messages <= 2 || !message.hasRemaining()) {
            from.request();
            return;
        }
        byte channel = message.get();
        if (channel == ERROR) {
            finish(StandardCharsets.UTF_8.decode(message).toString());
        } else if (channel == DATA) {
            credit -= message.remaining();
            machine.send(TunnelFrame.data(message));
        }
        holds = credit <= 0;
        if (!holds) {
            from.request();
        }
    }

    @Override
    public synchronized void onClose(WebSocket from, int code, String reason) {
        boolean orderly = code == 1000 || code == GOING_AWAY;
        finish(
                orderly
                        ? ""
                        : "The API server ended the port-forward: " + code + " "
                                + Objects.requireNonNullElse(reason, ""));
    }

    @Override
    public synchronized void onError(WebSocket from, Throwable error) {
        finish(error.toString());
    }

    /** Whether there is a WebSocket at all. */
    synchronized void built(@CheckForNull WebSocket made, @CheckForNull Throwable error) {
        if (error != null) {
            finish(error.toString());
        }
    }

    private void finish(String reason) {
        if (over) {
            return;
        }
        over = true;
        LOGGER.log(Level.FINE, "A port-forward has ended: {0}", reason);
        early.clear();
        machine.send(TunnelFrame.close(reason));
        socket.ifPresent(open -> open.sendClose(GOING_AWAY, ""));
        if (holds) {
            socket.ifPresent(WebSocket::request); // or its thread waits until it gives up
        }
    }
}
