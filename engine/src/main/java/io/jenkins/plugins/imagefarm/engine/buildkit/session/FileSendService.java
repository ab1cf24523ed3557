package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.filesync.FileSendGrpc;
import io.jenkins.plugins.imagefarm.engine.source.FileProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Takes the results that the daemon sends. The daemon ends its stream in the same way whether it has sent all of a result
 * or has failed in the middle, so a result stays hidden beside its destination until the solve has succeeded and
 * {@link #commit} is called; {@link #close} removes what was not committed.
 *
 * <p>One result may come in several calls: a folder for several platforms comes in one for each.
 */
public final class FileSendService implements AutoCloseable {
    private static final int LAST_MESSAGE_SECONDS = 30;
    private static final String EXPORTER_ID = "buildkit-attachable-exporter-id";

    private final Map<Integer, ExportTarget> targets;
    private final Executor executor;
    private final TransferListener listener;
    private final Set<Export> open = new LinkedHashSet<>();
    private final Set<Export> complete = new LinkedHashSet<>();
    private boolean closed;

    /** Whether one ended before it was complete. */
    private boolean broken;

    /**
     * @param targets by the number of the exporter in the solve's list of exporters
     * @param executor for writing; its threads wait for the disk
     */
    public FileSendService(Map<Integer, ExportTarget> targets, Executor executor, TransferListener listener) {
        this.targets = Map.copyOf(targets);
        this.executor = executor;
        this.listener = listener;
    }

    /** What a server is given. */
    public ServerServiceDefinition definition() {
        MethodDescriptor<byte[], byte[]> diffCopy = FileSendGrpc.getDiffCopyMethod().toBuilder(
                        new RawMessages(), new RawMessages())
                .build();
        ServerServiceDefinition service = ServerServiceDefinition.builder(FileSendGrpc.SERVICE_NAME)
                .addMethod(diffCopy, ServerCalls.asyncBidiStreamingCall(this::diffCopy))
                .build();
        return RequestHeaders.readFor(service);
    }

    private StreamObserver<byte[]> diffCopy(StreamObserver<byte[]> response) {
        int id = exporterId();
        ExportCall call = new ExportCall(
                (ServerCallStreamObserver<byte[]>) response, executor, listener, this::completed, this::dropped);
        ExportTarget target = targets.get(id);
        if (target == null) {
            response.onError(Status.NOT_FOUND
                    .withDescription("exporter " + id + " not found")
                    .asRuntimeException());
        } else {
            call.start(target, this::opened);
        }
        return call;
    }

    /** Daemons that know of one exporter only send no number; so, too, one that is none is taken for 0. */
    private static int exporterId() {
        try {
            return Integer.parseInt(RequestHeaders.current().first(EXPORTER_ID));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private synchronized void opened(Export export) {
        open.add(export);
        if (closed) {
            export.discard();
        }
    }

    private synchronized void completed(Export export) {
        open.remove(export);
        complete.add(export);
        notifyAll();
    }

    private synchronized void dropped(Export export) {
        broken |= open.remove(export);
        notifyAll();
    }

    /**
     * Puts the results in their places. The daemon's answer that the solve has succeeded may overtake the last message of a
     * result, so those that are under way are waited for.
     *
     * @throws ProblemException if one did not come whole, or the disk does not let it
     */
    public synchronized void commit() throws InterruptedException {
        if (closed) {
            return;
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LAST_MESSAGE_SECONDS);
        while (!open.isEmpty() && System.nanoTime() < end) {
            wait(100);
        }
        if (broken || !open.isEmpty()) {
            throw new ProblemException(Problem.service("The builder did not send the whole result", "Try again."));
        }
        for (Export export : complete) {
            try {
                export.commit();
            } catch (IOException e) {
                throw FileProblem.writing("the result", e);
            }
        }
        complete.clear();
    }

    @Override
    public void close() {
        List<Export> left = new ArrayList<>();
        synchronized (this) {
            closed = true;
            left.addAll(open);
            left.addAll(complete);
        }
        left.forEach(Export::discard);
    }
}
