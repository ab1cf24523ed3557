package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexLog;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexStatus;
import java.io.OutputStream;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;

/** One thing that a Docker or Podman does, told as a vertex of BuildKit. Times are those of this machine. */
public final class NarratedStep {
    private static final int STDOUT = 1;

    /** Go's words, by which a step that was cancelled is told from one that failed. */
    private static final String INTERRUPTED = "context canceled";

    /** So much output is kept to see why the step failed. */
    private static final int KEPT = 4096;

    private final Vertex.Builder vertex = Vertex.newBuilder().setDigest("step:" + UUID.randomUUID());
    private final String text;
    private final Consumer<StatusResponse> progress;
    private final StringBuilder lastOutput = new StringBuilder();
    private Timestamp transferStart;

    /** @param name as the console shows it */
    public NarratedStep(String name, Consumer<StatusResponse> progress) {
        this(name, name, progress);
    }

    /** @param text the instruction alone */
    public NarratedStep(String name, String text, Consumer<StatusResponse> progress) {
        vertex.setName(name);
        this.text = text;
        this.progress = progress;
    }

    public String id() {
        return vertex.getDigest();
    }

    public String text() {
        return text;
    }

    /** The end of its output. */
    public String lastOutput() {
        return lastOutput.toString();
    }

    public boolean isOpen() {
        return vertex.hasStarted() && !vertex.hasCompleted();
    }

    /** Only the first time counts. */
    public void start() {
        if (!vertex.hasStarted()) {
            vertex.setStarted(now());
            tell();
        }
    }

    public void cached() {
        vertex.setCached(true);
    }

    /** Only the first time counts. */
    public void end() {
        if (isOpen()) {
            vertex.setCompleted(now());
            tell();
        }
    }

    /** It ended because the build did, by whatever reason. */
    public void interrupted() {
        failed(INTERRUPTED);
    }

    public void failed(String error) {
        if (isOpen()) {
            vertex.setError(error);
            end();
        }
    }

    public void output(String piece) {
        output(ByteString.copyFromUtf8(piece));
    }

    /** Takes output as it comes. */
    public OutputStream outputStream() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                output(ByteString.copyFrom(new byte[] {(byte) b}));
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                output(ByteString.copyFrom(bytes, offset, length));
            }
        };
    }

    private void output(ByteString piece) {
        lastOutput.append(piece.toStringUtf8());
        if (lastOutput.length() > 2 * KEPT) {
            lastOutput.delete(0, lastOutput.length() - KEPT);
        }
        VertexLog log = VertexLog.newBuilder()
                .setVertex(id())
                .setTimestamp(now())
                .setStream(STDOUT)
                .setMsg(piece)
                .build();
        progress.accept(StatusResponse.newBuilder().addLogs(log).build());
    }

    /** How far a transfer of this step is. */
    public void transferred(String what, long bytes, boolean complete) {
        Timestamp now = now();
        transferStart = transferStart == null ? vertex.getStarted() : transferStart;
        VertexStatus.Builder status = VertexStatus.newBuilder()
                .setId(what)
                .setVertex(id())
                .setCurrent(bytes)
                .setTimestamp(now)
                .setStarted(transferStart);
        if (complete) {
            status.setCompleted(now);
        }
        progress.accept(StatusResponse.newBuilder().addStatuses(status).build());
    }

    private void tell() {
        progress.accept(StatusResponse.newBuilder().addVertexes(vertex.build()).build());
    }

    private static Timestamp now() {
        Instant now = Instant.now();
        return Timestamp.newBuilder()
                .setSeconds(now.getEpochSecond())
                .setNanos(now.getNano())
                .build();
    }
}
