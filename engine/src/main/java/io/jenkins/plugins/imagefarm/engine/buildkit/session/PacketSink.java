package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The engine's side of a packet stream. Many threads may send; each waits while the daemon is slower, so that what is
 * not sent yet stays on disk and not in memory.
 */
final class PacketSink {
    /** How much gRPC holds before {@link #send} waits. Its default, one packet, would make every packet wait for a thread. */
    private static final int BYTES_AHEAD = 1 << 20;

    private final ServerCallStreamObserver<Packet> call;
    private boolean ended;

    /** To be made while the call is being accepted, before anything else is done with it. */
    PacketSink(ServerCallStreamObserver<Packet> call) {
        this.call = call;
        call.setOnReadyThreshold(BYTES_AHEAD);
        call.setOnReadyHandler(this::wake);
        call.setOnCancelHandler(this::cancelled);
    }

    private synchronized void wake() {
        notifyAll();
    }

    private synchronized void cancelled() {
        ended = true;
        notifyAll();
    }

    /** @throws TransferEndedException if nobody wants the packet any more */
    synchronized void send(Packet packet) throws TransferEndedException, InterruptedIOException {
        while (!ended && !call.isReady()) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
        if (ended) {
            throw new TransferEndedException();
        }
        call.onNext(packet);
    }

    /** Ends the transfer well. */
    synchronized void finish() {
        if (end()) {
            call.onNext(
                    Packet.newBuilder().setType(Packet.PacketType.PACKET_FIN).build());
            call.onCompleted();
        }
    }

    /** Ends the transfer with a text that the daemon gives as the reason. */
    synchronized void fail(String reason) {
        if (end()) {
            call.onNext(Packet.newBuilder()
                    .setType(Packet.PacketType.PACKET_ERR)
                    .setData(ByteString.copyFrom(reason, StandardCharsets.UTF_8))
                    .build());
            call.onError(Status.UNKNOWN.withDescription(reason).asRuntimeException());
        }
    }

    /** Ends the transfer without a word about it in the stream. */
    synchronized void refuse(Status status) {
        if (end()) {
            call.onError(status.asRuntimeException());
        }
    }

    /** Ends the transfer since the daemon has given up. */
    void abandon() {
        refuse(Status.CANCELLED.withDescription("the transfer was given up"));
    }

    private boolean end() {
        boolean first = !ended;
        ended = true;
        notifyAll();
        return first;
    }
}
