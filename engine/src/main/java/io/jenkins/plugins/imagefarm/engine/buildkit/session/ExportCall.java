package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * One call of the daemon that brings a result. Its messages are written to disk in order, off gRPC's threads, and a new
 * one is asked for when one is written.
 */
final class ExportCall implements StreamObserver<byte[]> {
    /** BuildKit's messages have up to 3 MiB ({@code session/filesync/diffcopy.go}). */
    private static final int MESSAGES_AHEAD = 4;

    private final ServerCallStreamObserver<byte[]> call;
    private final TransferListener listener;
    private final Consumer<Export> whenComplete;
    private final Consumer<Export> whenDropped;
    private final Sequence sequence;
    /** Null before the first task and after the last. */
    private Export export;

    /** To be made while the call is being accepted. */
    ExportCall(
            ServerCallStreamObserver<byte[]> call,
            Executor executor,
            TransferListener listener,
            Consumer<Export> whenComplete,
            Consumer<Export> whenDropped) {
        this.call = call;
        this.listener = listener;
        this.whenComplete = whenComplete;
        this.whenDropped = whenDropped;
        sequence = new Sequence(executor);
        call.disableAutoRequest();
        call.setOnCancelHandler(() -> sequence.add(this::cancelled));
    }

    private interface Step {
        void run() throws IOException;
    }

    void start(ExportTarget target, Consumer<Export> whenOpen) {
        then(() -> {
            export = target.open(listener, this::answer);
            whenOpen.accept(export);
            call.request(MESSAGES_AHEAD);
        });
    }

    private void then(Step step) {
        sequence.add(() -> {
            try {
                step.run();
            } catch (IOException | RuntimeException | Error e) {
                // Errors too: the daemon would wait for ever.
                fail(e);
            }
        });
    }

    private void answer(Packet packet) {
        call.onNext(packet.toByteArray());
    }

    @Override
    public void onNext(byte[] message) {
        then(() -> {
            if (export == null) {
                return;
            }
            if (export.receive(message)) {
                complete();
            } else {
                call.request(1);
            }
        });
    }

    @Override
    public void onCompleted() {
        then(() -> {
            if (export != null) {
                export.end();
                complete();
            }
        });
    }

    private void complete() {
        whenComplete.accept(export);
        export = null;
        call.onCompleted();
    }

    /**
     * BuildKit resets the stream of a folder as soon as it has sent its last packet ({@code CopyToCaller} does not wait for the
     * other side), and a reset overtakes what gRPC has not handed over yet. Whether the solve succeeded is told elsewhere.
     */
    private void cancelled() {
        if (export != null && export.isWhole()) {
            whenComplete.accept(export);
            export = null;
        } else {
            drop();
        }
    }

    private void fail(Throwable cause) {
        Problem problem = cause instanceof ProblemException known
                ? known.problem()
                : Problem.service("The result cannot be written: " + cause, "");
        listener.failed(problem);
        drop();
        call.onError(Status.UNKNOWN
                .withDescription(problem.toString())
                .withCause(cause)
                .asRuntimeException());
    }

    private void drop() {
        if (export != null) {
            export.discard();
            whenDropped.accept(export);
            export = null;
        }
    }

    @Override
    public void onError(Throwable cause) {
        sequence.add(this::drop);
    }
}
