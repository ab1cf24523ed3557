package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.WriteAction;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.WriteContentRequest;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.content.WriteContentResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One call of {@code Content.Write}: content that is written from its beginning to its end, and is there only when it is committed
 * and what it should be. The daemon waits for an answer to each message.
 */
final class Writing implements StreamObserver<WriteContentRequest> {
    private static final String ALGORITHM = "sha256";

    private final LayoutFolder folder;
    private final StreamObserver<WriteContentResponse> response;
    private final Timestamp started =
            Timestamp.newBuilder().setSeconds(System.currentTimeMillis() / 1000).build();
    private final MessageDigest hash;
    private Path part;
    private FileChannel out;
    private long written;
    private long total;
    private boolean ended;

    Writing(LayoutFolder folder, StreamObserver<WriteContentResponse> response) {
        this.folder = folder;
        this.response = response;
        try {
            hash = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public void onNext(WriteContentRequest request) {
        if (ended) {
            return;
        }
        try {
            refuseWhatIsThere(request);
            total = Math.max(total, request.getTotal());
            Digest committed = null;
            if (request.getAction() != WriteAction.STAT) {
                write(request);
            }
            if (request.getAction() == WriteAction.COMMIT) {
                committed = commit(request);
            }
            response.onNext(answer(request.getAction(), committed));
            if (committed != null) {
                ended = true;
                response.onCompleted();
            }
        } catch (StatusRuntimeException e) {
            discard();
            response.onError(e);
        } catch (IOException e) {
            discard();
            response.onError(ContentService.failed(e));
        }
    }

    /** In containerd's words; the daemon then need not send it. */
    private void refuseWhatIsThere(WriteContentRequest request) {
        if (!request.getExpected().isEmpty() && folder.holds(ContentService.digest(request.getExpected()))) {
            throw Status.ALREADY_EXISTS
                    .withDescription("blob with expected digest " + request.getExpected() + " exists")
                    .asRuntimeException();
        }
    }

    private void write(WriteContentRequest request) throws IOException {
        if (out == null) {
            part = folder.newPart();
            out = FileChannel.open(part, StandardOpenOption.WRITE);
        }
        if (request.getOffset() == 0 && written > 0 && request.getAction() == WriteAction.WRITE) {
            out.truncate(0);
            hash.reset();
            written = 0;
        }
        if (request.getData().isEmpty()) {
            return;
        }
        if (request.getOffset() != written) {
            throw Status.OUT_OF_RANGE
                    .withDescription("write @" + request.getOffset() + " must occur at current offset " + written)
                    .asRuntimeException();
        }
        ByteBuffer data = request.getData().asReadOnlyByteBuffer();
        hash.update(data.duplicate());
        while (data.hasRemaining()) {
            out.write(data);
        }
        written += request.getData().size();
    }

    private Digest commit(WriteContentRequest request) throws IOException {
        Digest digest = new Digest(ALGORITHM, HexFormat.of().formatHex(hash.digest()));
        boolean other =
                !request.getExpected().isEmpty() && !request.getExpected().equals(digest.toString());
        if (other || total > 0 && total != written) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("what was sent is " + digest + " of " + written + " bytes, and not "
                            + request.getExpected() + " of " + total)
                    .asRuntimeException();
        }
        out.close();
        folder.keep(part, digest);
        part = null;
        return digest;
    }

    private WriteContentResponse answer(WriteAction action, Digest committed) {
        WriteContentResponse.Builder answer = WriteContentResponse.newBuilder()
                .setAction(action)
                .setStartedAt(started)
                .setUpdatedAt(started)
                .setOffset(written)
                .setTotal(total);
        if (committed != null) {
            answer.setDigest(committed.toString());
        }
        return answer.build();
    }

    @Override
    public void onError(Throwable cause) {
        discard();
    }

    @Override
    public void onCompleted() {
        if (!ended) {
            discard();
            response.onCompleted();
        }
    }

    private void discard() {
        ended = true;
        try {
            if (out != null) {
                out.close();
            }
            if (part != null) {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            // It stays, under a name that says whose it is; what led here is the one to tell.
        }
    }
}
