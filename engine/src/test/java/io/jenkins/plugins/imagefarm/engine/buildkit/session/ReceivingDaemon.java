package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.filesync.FileSyncGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Packet.PacketType;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.fsutil.Stat;
import io.jenkins.plugins.imagefarm.engine.source.DiskName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Plays the daemon: asks for a tree, wants the data of every file that it does not hold yet with the same size and time. */
final class ReceivingDaemon {
    private static final int PATIENCE_SECONDS = 60;

    private final ManagedChannel channel;
    private final Metadata headers = new Metadata();
    private Map<String, Stat> held = Map.of();
    private Action beforeRequest = () -> {};
    private boolean cancelAtData;

    /** Something that happens in the world. */
    interface Action {
        void run() throws IOException;
    }

    ReceivingDaemon(ManagedChannel channel) {
        this.channel = channel;
    }

    ReceivingDaemon header(String key, String... values) {
        for (String value : values) {
            headers.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), value);
        }
        return this;
    }

    ReceivingDaemon holding(Received earlier) {
        held = earlier.stats;
        return this;
    }

    /** What happens in the world between a file's description and the request for its data. */
    ReceivingDaemon beforeRequest(Action action) {
        beforeRequest = action;
        return this;
    }

    /** What has come. */
    static final class Received {
        final Map<String, Stat> stats = new LinkedHashMap<>();
        final Map<String, byte[]> contents = new HashMap<>();
        final Set<String> asked = new HashSet<>();
        /** The text of the ERR packet; null if there was none. */
        String error;

        List<String> paths() {
            return List.copyOf(stats.keySet());
        }

        Stat stat(String path) {
            return stats.get(path);
        }

        String text(String path) {
            return new String(contents.get(path));
        }
    }

    /** @throws ExecutionException with the call's status, if it did not end well */
    Received receive(String name) throws Exception {
        return start(name).done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private Transfer start(String name) {
        header("dir-name", name);
        Transfer transfer = new Transfer();
        FileSyncGrpc.newStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .diffCopy(transfer);
        return transfer;
    }

    /** As {@link #receive}, but breaks off when the first data comes. */
    void cancelAtFirstData(String name) throws Exception {
        cancelAtData = true;
        receiveUntilFailure(name);
    }

    /** As {@link #receive}, when the call is expected to fail. */
    Received receiveUntilFailure(String name) throws Exception {
        Transfer transfer = start(name);
        transfer.done.handle((received, failure) -> failure).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return transfer.received;
    }

    private final class Transfer implements ClientResponseObserver<Packet, Packet> {
        private final CompletableFuture<Received> done = new CompletableFuture<>();
        private final Received received = new Received();
        private final List<String> pathById = new ArrayList<>();
        private final Map<Integer, ByteArrayOutputStream> open = new HashMap<>();
        private ClientCallStreamObserver<Packet> call;
        private boolean listed;
        private boolean finished;

        @Override
        public void beforeStart(ClientCallStreamObserver<Packet> stream) {
            call = stream;
        }

        @Override
        public void onNext(Packet packet) {
            switch (packet.getType()) {
                case PACKET_STAT -> {
                    if (packet.hasStat()) {
                        described(packet.getStat());
                    } else {
                        listed = true;
                    }
                }
                case PACKET_DATA -> data(packet);
                case PACKET_ERR -> received.error = packet.getData().toStringUtf8();
                case PACKET_FIN -> finished = true;
                default -> throw new AssertionError(packet);
            }
            if (listed && open.isEmpty() && !finished) {
                call.onNext(Packet.newBuilder().setType(PacketType.PACKET_FIN).build());
                listed = false;
            }
        }

        private void described(Stat stat) {
            String path = DiskName.decode(stat.getPath().toByteArray());
            int id = pathById.size();
            pathById.add(path);
            received.stats.put(path, stat);
            boolean data =
                    GoFileMode.hasData(stat.getMode()) && stat.getLinkname().isEmpty();
            if (data && !same(held.get(path), stat)) {
                open.put(id, new ByteArrayOutputStream());
                received.asked.add(path);
                happen(beforeRequest);
                call.onNext(Packet.newBuilder()
                        .setType(PacketType.PACKET_REQ)
                        .setId(id)
                        .build());
            }
        }

        private void happen(Action action) {
            try {
                action.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean same(Stat one, Stat other) {
            return one != null && one.getSize() == other.getSize() && one.getModTime() == other.getModTime();
        }

        private void data(Packet packet) {
            if (cancelAtData) {
                call.cancel("test", null);
                return;
            }
            if (packet.getData().isEmpty()) {
                received.contents.put(
                        pathById.get(packet.getId()),
                        open.remove(packet.getId()).toByteArray());
            } else {
                open.get(packet.getId()).writeBytes(packet.getData().toByteArray());
            }
        }

        @Override
        public void onError(Throwable cause) {
            done.completeExceptionally(cause);
        }

        @Override
        public void onCompleted() {
            if (finished) {
                done.complete(received);
            } else {
                done.completeExceptionally(new AssertionError("ended without FIN"));
            }
        }
    }
}
