package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.filesync.BytesMessage;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.filesync.FileSendGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet.PacketType;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Stat;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Plays the daemon: sends a result, one file or a tree. */
final class SendingDaemon {
    static final int FOLDER = 1 << 31;
    static final int SYMLINK = 1 << 27;
    static final int DEVICE = 1 << 26;

    private static final int PATIENCE_SECONDS = 60;
    private static final long MODIFIED = 1_600_000_000_123_456_789L;

    private final ManagedChannel channel;
    private final Metadata headers = new Metadata();
    private final Map<Stat, byte[]> tree = new LinkedHashMap<>();

    SendingDaemon(ManagedChannel channel) {
        this.channel = channel;
    }

    SendingDaemon exporter(int id) {
        headers.put(Metadata.Key.of("buildkit-attachable-exporter-id", Metadata.ASCII_STRING_MARSHALLER), "" + id);
        return this;
    }

    /** A call in the middle of a file. */
    final class OpenFile {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private final ClientCall<BytesMessage, BytesMessage> call =
                SendingDaemon.this.<BytesMessage>call(FileSendGrpc.getDiffCopyMethod());
        private final StreamObserver<BytesMessage> stream = ClientCalls.asyncBidiStreamingCall(call, new Done<>(done));

        OpenFile send(String text) {
            stream.onNext(BytesMessage.newBuilder()
                    .setData(ByteString.copyFromUtf8(text))
                    .build());
            return this;
        }

        /** @throws ExecutionException with the status, if the call did not end well */
        void end() throws Exception {
            stream.onCompleted();
            done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        void cancel() {
            call.cancel("test", null);
        }
    }

    OpenFile file() {
        return new OpenFile();
    }

    SendingDaemon folder(String path, int mode) {
        return entry(path, FOLDER | mode, "", null);
    }

    SendingDaemon file(String path, int mode, String text) {
        return entry(path, mode, "", text.getBytes());
    }

    SendingDaemon symlink(String path, String target) {
        return entry(path, SYMLINK | 0777, target, null);
    }

    SendingDaemon hardLink(String path, String target) {
        return entry(path, 0644, target, null);
    }

    SendingDaemon entry(String path, int mode, String link, byte[] content) {
        Stat stat = Stat.newBuilder()
                .setPath(ByteString.copyFrom(DiskName.encode(path)))
                .setMode(mode)
                .setLinkname(ByteString.copyFrom(DiskName.encode(link)))
                .setSize(content == null ? 0 : content.length)
                .setModTime(MODIFIED)
                .build();
        tree.put(stat, content);
        return this;
    }

    static long modified() {
        return MODIFIED;
    }

    /** Sends the tree. @throws ExecutionException with the status, if the call did not end well */
    void send() throws Exception {
        transfer(false).run();
    }

    /** Sends the tree, and resets the stream when it has to send the last packet, which gets lost by that. */
    void sendAndReset() {
        assertThrows(ExecutionException.class, transfer(true)::run);
    }

    private TreeTransfer transfer(boolean reset) {
        MethodDescriptor<Packet, Packet> method = FileSendGrpc.getDiffCopyMethod().toBuilder(
                        ProtoLiteUtils.marshaller(Packet.getDefaultInstance()),
                        ProtoLiteUtils.marshaller(Packet.getDefaultInstance()))
                .build();
        return new TreeTransfer(this.<Packet>call(method), reset);
    }

    private <T> ClientCall<T, T> call(MethodDescriptor<T, T> method) {
        return MetadataUtils.newAttachHeadersInterceptor(headers).interceptCall(method, CallOptions.DEFAULT, channel);
    }

    private static class Done<T> implements StreamObserver<T> {
        private final CompletableFuture<Void> done;

        Done(CompletableFuture<Void> done) {
            this.done = done;
        }

        @Override
        public void onNext(T message) {}

        @Override
        public void onError(Throwable cause) {
            done.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            done.complete(null);
        }
    }

    private final class TreeTransfer extends Done<Packet> {
        private final CompletableFuture<Void> done;
        private final ClientCall<Packet, Packet> call;
        private final boolean reset;
        private final StreamObserver<Packet> stream;

        TreeTransfer(ClientCall<Packet, Packet> call, boolean reset) {
            this(call, reset, new CompletableFuture<>());
        }

        private TreeTransfer(ClientCall<Packet, Packet> call, boolean reset, CompletableFuture<Void> done) {
            super(done);
            this.done = done;
            this.call = call;
            this.reset = reset;
            stream = ClientCalls.asyncBidiStreamingCall(call, this);
        }

        void run() throws Exception {
            for (Stat stat : tree.keySet()) {
                stream.onNext(Packet.newBuilder()
                        .setType(PacketType.PACKET_STAT)
                        .setStat(stat)
                        .build());
            }
            stream.onNext(Packet.newBuilder().setType(PacketType.PACKET_STAT).build());
            done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void onNext(Packet packet) {
            Packet.Builder answer = Packet.newBuilder().setId(packet.getId());
            if (packet.getType() == PacketType.PACKET_FIN && reset) {
                call.cancel("the solve is over", null);
                return;
            }
            if (packet.getType() == PacketType.PACKET_FIN) {
                stream.onNext(answer.setType(PacketType.PACKET_FIN).build());
                return;
            }
            List<byte[]> contents = new ArrayList<>(tree.values());
            answer.setType(PacketType.PACKET_DATA);
            ByteString content = ByteString.copyFrom(contents.get(packet.getId()));
            if (!content.isEmpty()) {
                stream.onNext(answer.setData(content).build());
            }
            stream.onNext(answer.clearData().build());
        }
    }
}
