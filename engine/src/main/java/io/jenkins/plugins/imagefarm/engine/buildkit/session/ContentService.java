package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.IoReason;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.AbortRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.AbortResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.ContentGrpc;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.Info;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.InfoRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.InfoResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.ReadContentRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.ReadContentResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.WriteContentRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.WriteContentResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lets the daemon read and write caches of type {@code local} here, and read images. Which folder a call is about stands in its metadata
 * ({@code session/content/attachable.go} in BuildKit); the calls are those of containerd's content store.
 */
public final class ContentService extends ContentGrpc.ContentImplBase {
    private static final String STORE = "buildkit-attachable-store-id";
    private static final String CACHE = "local:";
    private static final String IMAGE = "oci:";
    private static final int PIECE = 1 << 20;

    private final Map<String, LayoutFolder> caches;
    private final Map<String, LayoutFolder> all;

    /**
     * No other folder is ever touched.
     *
     * @param caches that there may be
     * @param images by the names of their stores; they are only read
     */
    public ContentService(Collection<LayoutFolder> caches, Map<String, LayoutFolder> images) {
        this.caches = caches.stream()
                .collect(Collectors.toUnmodifiableMap(
                        folder -> CACHE + folder.id(), Function.identity(), (one, same) -> one));
        Map<String, LayoutFolder> both = new HashMap<>(this.caches);
        images.forEach((name, folder) -> both.put(IMAGE + name, folder));
        this.all = Map.copyOf(both);
    }

    /** What a server is given: the service cannot do without the calls' headers. */
    public ServerServiceDefinition definition() {
        return RequestHeaders.readFor(bindService());
    }

    @Override
    public void info(InfoRequest request, StreamObserver<InfoResponse> response) {
        try {
            Digest digest = digest(request.getDigest());
            long size = Files.size(found(folder(all), digest).blob(digest));
            response.onNext(InfoResponse.newBuilder()
                    .setInfo(Info.newBuilder().setDigest(digest.toString()).setSize(size))
                    .build());
            response.onCompleted();
        } catch (StatusRuntimeException e) {
            response.onError(e);
        } catch (IOException e) {
            response.onError(failed(e));
        }
    }

    @Override
    public void read(ReadContentRequest request, StreamObserver<ReadContentResponse> response) {
        try {
            Digest digest = digest(request.getDigest());
            FileChannel content = FileChannel.open(found(folder(all), digest).blob(digest));
            Reading reading = new Reading(content, request, (ServerCallStreamObserver<ReadContentResponse>) response);
            reading.start();
        } catch (StatusRuntimeException e) {
            response.onError(e);
        } catch (IOException e) {
            response.onError(failed(e));
        }
    }

    @Override
    public StreamObserver<WriteContentRequest> write(StreamObserver<WriteContentResponse> response) {
        // Who was told that something is there already hangs up.
        ((ServerCallStreamObserver<WriteContentResponse>) response).setOnCancelHandler(() -> {});
        return new Writing(folder(caches), response);
    }

    /** What was begun has ended with its call. */
    @Override
    public void abort(AbortRequest request, StreamObserver<AbortResponse> response) {
        response.onNext(AbortResponse.getDefaultInstance());
        response.onCompleted();
    }

    private static LayoutFolder folder(Map<String, LayoutFolder> folders) {
        String id = RequestHeaders.current().first(STORE);
        LayoutFolder folder = folders.get(id);
        if (folder == null) {
            throw Status.NOT_FOUND.withDescription("unknown store " + id).asRuntimeException();
        }
        return folder;
    }

    private static LayoutFolder found(LayoutFolder folder, Digest digest) {
        if (!folder.holds(digest)) {
            throw Status.NOT_FOUND
                    .withDescription("content " + digest + ": not found")
                    .asRuntimeException();
        }
        return folder;
    }

    static Digest digest(String text) {
        try {
            return Digest.valueOf(text);
        } catch (ProblemException e) {
            throw Status.INVALID_ARGUMENT.withDescription(e.problem().cause()).asRuntimeException();
        }
    }

    static StatusRuntimeException failed(IOException e) {
        return Status.UNAVAILABLE
                .withDescription("the folder of a cache or image: " + IoReason.of(e))
                .withCause(e)
                .asRuntimeException();
    }

    /** Sends a piece whenever the daemon has taken the one before: content may be larger than memory. */
    private static final class Reading {
        private final FileChannel content;
        private final ServerCallStreamObserver<ReadContentResponse> response;
        private final long end;
        private long position;
        private boolean ended;

        Reading(FileChannel content, ReadContentRequest request, ServerCallStreamObserver<ReadContentResponse> response)
                throws IOException {
            this.content = content;
            this.response = response;
            this.position = Math.max(0, request.getOffset());
            long size = content.size();
            this.end = request.getSize() <= 0 ? size : Math.min(size, position + request.getSize());
        }

        void start() {
            response.setOnCancelHandler(this::end);
            response.setOnReadyHandler(this::send);
        }

        private void send() {
            try {
                while (!ended && response.isReady()) {
                    if (position >= end) {
                        end();
                        response.onCompleted();
                        return;
                    }
                    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, end - position));
                    while (piece.hasRemaining() && content.read(piece, position + piece.position()) >= 0) {
                        // A file may be read in pieces.
                    }
                    piece.flip();
                    if (!piece.hasRemaining()) {
                        throw new IOException("a file has become shorter");
                    }
                    response.onNext(ReadContentResponse.newBuilder()
                            .setOffset(position)
                            .setData(UnsafeByteOperations.unsafeWrap(piece))
                            .build());
                    position += piece.limit();
                }
            } catch (IOException e) {
                end();
                response.onError(failed(e));
            }
        }

        private void end() {
            ended = true;
            try {
                content.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
