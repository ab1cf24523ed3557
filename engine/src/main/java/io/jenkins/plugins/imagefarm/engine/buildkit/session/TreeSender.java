package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet.PacketType;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Stat;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import io.jenkins.plugins.imagefarm.engine.source.FileNode;
import io.jenkins.plugins.imagefarm.engine.source.FileStat;
import io.jenkins.plugins.imagefarm.engine.source.FileTree;
import io.jenkins.plugins.imagefarm.engine.source.FileType;
import io.jenkins.plugins.imagefarm.engine.source.Selection;
import io.jenkins.plugins.imagefarm.engine.source.TreeFilter;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One transfer in fsutil's protocol ({@code send.go}, {@code receive.go}), as its sender: describes every entry of a tree
 * in order (STAT), and meanwhile answers the daemon's requests (REQ) with the data of files it does not have (DATA).
 * The number of an entry in that order is its id. An empty STAT ends the list, an empty DATA a file; FIN from the daemon
 * is answered by FIN.
 */
final class TreeSender implements StreamObserver<Packet> {
    private static final int READERS = 4;
    private static final int LARGEST_DATA = 64 * 1024;

    private final FileTree tree;
    private final Selection selection;
    private final PacketSink sink;
    private final Executor executor;
    private final TransferListener listener;
    private final FileRequests requests = new FileRequests(READERS);
    /** By identity of a file: under which path it was sent first. */
    private final Map<Object, String> firstPaths = new HashMap<>();

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
        executor.execute(() -> {
            try {
                work.run();
            } catch (TransferEndedException e) {
                // Who ended it knows why.
            } catch (IOException | RuntimeException | Error e) {
                // Errors too: the daemon would wait for ever.
                fail(e);
            }
        });
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
        new TreeFilter(tree, selection).walk(this::describe);
        sink.send(Packet.newBuilder().setType(PacketType.PACKET_STAT).build());
    }

    private void describe(String path, FileNode node, FileStat stat) throws IOException {
        int mode = GoFileMode.of(stat);
        if (GoFileMode.hasData(mode)) {
            requests.offer(node, stat.size());
        } else {
            requests.skip();
        }
        sink.send(Packet.newBuilder()
                .setType(PacketType.PACKET_STAT)
                .setStat(message(path, mode, stat))
                .build());
        listener.described();
    }

    /** Owner and group stay 0: files belong to root in the image whoever built it ({@code client/solve.go}). */
    private Stat message(String path, int mode, FileStat stat) {
        Stat.Builder message = Stat.newBuilder()
                .setPath(bytes(path))
                .setMode(mode)
                .setSize(stat.isFolder() ? 0 : stat.size())
                .setModTime(stat.modifiedNanos())
                .setLinkname(bytes(linkName(path, stat)))
                .setDevmajor(stat.deviceMajor())
                .setDevminor(stat.deviceMinor());
        stat.attributes().forEach((name, value) -> message.putXattrs(name, UnsafeByteOperations.unsafeWrap(value)));
        return message.build();
    }

    private String linkName(String path, FileStat stat) {
        if (stat.type() == FileType.SYMLINK || stat.identity() == null) {
            return stat.linkTarget();
        }
        String first = firstPaths.putIfAbsent(stat.identity(), path);
        return first == null ? "" : first;
    }

    private static ByteString bytes(String name) {
        return UnsafeByteOperations.unsafeWrap(DiskName.encode(name));
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
        for (FileRequests.Request next = requests.next(); next != null; next = requests.next()) {
            try {
                sendContent(next);
            } catch (TransferEndedException e) {
                throw e;
            } catch (IOException e) {
                throw FileProblem.reading(next.file(), e);
            }
            sink.send(Packet.newBuilder()
                    .setType(PacketType.PACKET_DATA)
                    .setId(next.id())
                    .build());
            listener.fileDone();
        }
    }

    /**
     * Of a file that has grown since it was described, only as much as was told then; of one that has become shorter,
     * what is there. Without a known size, as under /proc, up to the end.
     */
    private void sendContent(FileRequests.Request request) throws IOException {
        long left = request.size() > 0 ? request.size() : Long.MAX_VALUE;
        try (InputStream in = request.file().open()) {
            while (left > 0) {
                // Never used again: gRPC may keep the array as long as it likes.
                byte[] buffer = new byte[(int) Math.min(left, LARGEST_DATA)];
                int count = in.readNBytes(buffer, 0, buffer.length);
                if (count == 0) {
                    return;
                }
                sink.send(Packet.newBuilder()
                        .setType(PacketType.PACKET_DATA)
                        .setId(request.id())
                        .setData(UnsafeByteOperations.unsafeWrap(buffer, 0, count))
                        .build());
                listener.transferred(count);
                left -= count;
            }
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
