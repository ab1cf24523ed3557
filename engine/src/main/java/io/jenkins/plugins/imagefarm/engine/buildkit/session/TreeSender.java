package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet.PacketType;
import io.jenkins.plugins.imagefarm.engine.source.FileNode;
import io.jenkins.plugins.imagefarm.engine.source.FileProblem;
import io.jenkins.plugins.imagefarm.engine.source.FileTree;
import io.jenkins.plugins.imagefarm.engine.source.Selection;
import io.jenkins.plugins.imagefarm.engine.source.TreeFilter;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One transfer in fsutil's protocol ({@code send.go}, {@code receive.go}), as its sender: describes every entry of a tree
 * in order (STAT), and meanwhile answers the daemon's requests (REQ) with the data of files it does not have (DATA).
 * The number of an entry in that order is its id. An empty STAT ends the list, an empty DATA a file; FIN from the daemon
 * is answered by FIN.
 */
final class TreeSender implements StreamObserver<Packet> {
    private static final int READERS = 4;
    private static final int LARGEST_DATA = 64 * 1024;
    /** Of a file that says it is empty, which it mostly is. */
    private static final int UNEXPECTED_DATA = 1024;

    private final FileTree tree;
    private final Selection selection;
    private final PacketSink sink;
    private final Executor executor;
    private final TransferListener listener;
    private final FileRequests requests = new FileRequests(READERS);
    private final Entries entries = new Entries();
    private volatile FileNode root;

    TreeSender(FileTree tree, Selection selection, PacketSink sink, Executor executor, TransferListener listener) {
        this.tree = tree;
        this.selection = selection;
        this.sink = sink;
        this.executor = executor;
        this.listener = listener;
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(Work work) {
        try {
            executor.execute(() -> run(work));
        } catch (RejectedExecutionException e) {
            // The build is over.
            sink.abandon();
        }
    }

    private void run(Work work) {
        try {
            work.run();
        } catch (TransferEndedException e) {
            // Who ended it knows why.
        } catch (IOException | RuntimeException | Error e) {
            // Errors too: the daemon would wait for ever.
            fail(e);
        }
    }

    private void fail(Throwable cause) {
        Problem problem = FileProblem.of(cause);
        listener.failed(problem);
        sink.fail(problem.toString());
    }

    /** Begins to send. */
    void start() {
        start(this::describeAll);
    }

    private void describeAll() throws IOException {
        root = tree.root();
        TreeDescription description = new TreeDescription(entries);
        new TreeFilter(root, selection).walk((path, stat) -> describe(description.next(path, stat)));
        sink.send(Packet.newBuilder().setType(PacketType.PACKET_STAT).build());
    }

    private void describe(TreeDescription.Described entry) throws IOException {
        if (entry.hasData()) {
            requests.offer(entry.id());
        }
        sink.send(Packet.newBuilder()
                .setType(PacketType.PACKET_STAT)
                .setStat(entry.message())
                .build());
        listener.described();
    }

    @Override
    public void onNext(Packet packet) {
        switch (packet.getType()) {
            case PACKET_REQ -> request(packet.getId());
            case PACKET_FIN -> sink.finish();
            case PACKET_ERR -> sink.abandon();
            default -> sink.fail("unexpected packet " + packet.getType());
        }
    }

    private void request(int id) {
        try {
            if (requests.request(id)) {
                start(this::sendRequested);
            }
        } catch (IllegalArgumentException e) {
            sink.fail(e.getMessage());
        }
    }

    private void sendRequested() throws IOException {
        for (Integer id = requests.next(); id != null; id = requests.next()) {
            sendContent(id);
            listener.fileDone(); // before the daemon knows it, so that the count is right when the transfer ends
            sink.send(Packet.newBuilder()
                    .setType(PacketType.PACKET_DATA)
                    .setId(id)
                    .build());
        }
    }

    private void sendContent(int id) throws IOException {
        long size = entries.size(id);
        if (size == Entries.NOTHING) {
            return;
        }
        FileNode file = root.find(entries.path(id));
        try (InputStream in = file.open()) {
            sendContent(id, size, in);
        } catch (TransferEndedException e) {
            throw e;
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    /**
     * Of a file that has grown since it was described, only as much as was told then; of one that has become shorter,
     * what is there. Without a known size, as under /proc, up to the end.
     */
    private void sendContent(int id, long size, InputStream in) throws IOException {
        boolean sized = size > 0;
        long left = sized ? size : Long.MAX_VALUE;
        while (left > 0) {
            // Never used again: gRPC may keep the array as long as it likes.
            byte[] buffer = new byte[(int) Math.min(left, sized ? LARGEST_DATA : UNEXPECTED_DATA)];
            int count = in.readNBytes(buffer, 0, buffer.length);
            if (count == 0) {
                return;
            }
            sink.send(Packet.newBuilder()
                    .setType(PacketType.PACKET_DATA)
                    .setId(id)
                    .setData(UnsafeByteOperations.unsafeWrap(buffer, 0, count))
                    .build());
            listener.transferred(count);
            left -= count;
        }
    }

    @Override
    public void onError(Throwable cause) {
        sink.abandon();
    }

    @Override
    public void onCompleted() {
        // Before FIN, that is: the daemon has broken off.
        sink.abandon();
    }
}
