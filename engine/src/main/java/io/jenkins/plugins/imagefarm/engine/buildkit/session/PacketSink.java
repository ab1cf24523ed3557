package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet.PacketType;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The engine's side of a packet stream. Many threads may send; each waits while the daemon is slower, so that what is
 * not sent yet stays on disk and not in memory.
 */
final class PacketSink {
    /** How much gRPC holds before {@link #send} waits. Its default, one packet, would make every packet wait for a thread. */
    private static final int BYTES_AHEAD = 256 * 1024;

    private final ServerCallStreamObserver<Packet> call;
    /** Held by who sends, also while he waits: the others queue up behind him instead of waking all at once. */
    private final Object turn = new Object();

    private final Object signal = new Object();
    private boolean ended;

    /** To be made while the call is being accepted, before anything else is done with it. */
    PacketSink(ServerCallStreamObserver<Packet> call) {
        this.call = call;
        call.setOnReadyThreshold(BYTES_AHEAD);
        call.setOnReadyHandler(this::wake);
        call.setOnCancelHandler(this::end);
    }

    private void wake() {
        synchronized (signal) {
            signal.notifyAll();
        }
    }

    /** @return false if it had ended before */
    private boolean end() {
        synchronized (signal) {
            boolean first = !ended;
            ended = true;
            signal.notifyAll();
            return first;
        }
    }

    /** @throws TransferEndedException if nobody wants the packet any more */
    void send(Packet packet) throws TransferEndedException, InterruptedIOException {
        synchronized (turn) {
            awaitReady();
            call.onNext(packet);
        }
    }

    private void awaitReady() throws TransferEndedException, InterruptedIOException {
        synchronized (signal) {
            while (!ended && !call.isReady()) {
                try {
                    signal.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted");
                }
            }
            if (ended) {
                throw new TransferEndedException();
            }
        }
    }

    /** Ends the transfer well. */
    void finish() {
        close(PacketType.PACKET_FIN, "", Status.OK);
    }

    /** Ends the transfer with a text that the daemon gives as the reason. */
    void fail(String reason) {
        close(PacketType.PACKET_ERR, reason, Status.UNKNOWN.withDescription(reason));
    }

    private void close(PacketType type, String text, Status status) {
        if (end()) {
            synchronized (turn) {
                call.onNext(Packet.newBuilder()
                        .setType(type)
                        .setData(ByteString.copyFrom(text, StandardCharsets.UTF_8))
                        .build());
                close(status);
            }
        }
    }

    /** Ends the transfer without a word about it in the stream. */
    void refuse(Status status) {
        if (end()) {
            synchronized (turn) {
                close(status);
            }
        }
    }

    private void close(Status status) {
        if (status.isOk()) {
            call.onCompleted();
        } else {
            call.onError(status.asRuntimeException());
        }
    }

    /** Ends the transfer since the daemon has given up. */
    void abandon() {
        refuse(Status.CANCELLED.withDescription("the transfer was given up"));
    }
}
