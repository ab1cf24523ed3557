package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.filesync.FileSyncGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet;
import io.jenkins.plugins.imagefarm.engine.source.FileTree;
import io.jenkins.plugins.imagefarm.engine.source.Selection;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Gives the daemon the files of the build. Which tree, and which part of it, stands in the call's metadata
 * ({@code session/filesync/filesync.go}).
 *
 * <p>Headers can be long, since a whole {@code .dockerignore} comes in them: the server must allow that
 * ({@code maxInboundMetadataSize}).
 */
public final class FileSyncService extends FileSyncGrpc.FileSyncImplBase {
    private final Map<String, FileTree> trees;
    private final Executor executor;
    private final TransferListener listener;

    /**
     * @param trees by the names the daemon knows: {@code context}, {@code dockerfile}, …
     * @param executor for reading; its threads wait for disk and daemon, so it must not bound their number to a few that
     *     others need too
     */
    public FileSyncService(Map<String, FileTree> trees, Executor executor, TransferListener listener) {
        this.trees = Map.copyOf(trees);
        this.executor = executor;
        this.listener = listener;
    }

    /** What a server is given: the service cannot do without the calls' headers. */
    public ServerServiceDefinition definition() {
        return RequestHeaders.readFor(bindService());
    }

    @Override
    public StreamObserver<Packet> diffCopy(StreamObserver<Packet> response) {
        RequestHeaders headers = RequestHeaders.current();
        PacketSink sink = new PacketSink((ServerCallStreamObserver<Packet>) response);
        String name = headers.all("dir-name").stream().findFirst().orElse("");
        FileTree tree = trees.get(name);
        if (tree == null) {
            sink.refuse(Status.NOT_FOUND.withDescription("no access allowed to dir \"" + name + "\""));
            return new IgnoredPackets();
        }
        Selection selection = new Selection(
                headers.all("include-patterns"), headers.all("exclude-patterns"), headers.all("followpaths"));
        TreeSender sender = new TreeSender(tree, selection, sink, executor, listener);
        sender.start();
        return sender;
    }

    private static final class IgnoredPackets implements StreamObserver<Packet> {
        @Override
        public void onNext(Packet packet) {}

        @Override
        public void onError(Throwable cause) {}

        @Override
        public void onCompleted() {}
    }
}
