package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ProgressGroup;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexLog;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexStatus;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexWarning;
import java.time.Duration;
import java.time.Instant;

/** A builder's message, written in few words. Times are seconds from the start; a vertex' digest is one letter. */
final class Script {
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final StatusResponse.Builder message = StatusResponse.newBuilder();

    static Script message() {
        return new Script();
    }

    StatusResponse build() {
        return message.build();
    }

    Script announced(String digest) {
        message.addVertexes(vertex(digest));
        return this;
    }

    Script started(String digest, double start) {
        message.addVertexes(vertex(digest).setStarted(time(start)));
        return this;
    }

    Script done(String digest, double start, double end) {
        message.addVertexes(vertex(digest).setStarted(time(start)).setCompleted(time(end)));
        return this;
    }

    Script cached(String digest, double start, double end) {
        message.addVertexes(
                vertex(digest).setCached(true).setStarted(time(start)).setCompleted(time(end)));
        return this;
    }

    Script failed(String digest, double start, double end, String error) {
        message.addVertexes(
                vertex(digest).setError(error).setStarted(time(start)).setCompleted(time(end)));
        return this;
    }

    Script member(String group, boolean weak, Vertex.Builder vertex) {
        message.addVertexes(vertex.setProgressGroup(ProgressGroup.newBuilder()
                .setId(group)
                .setName("group " + group)
                .setWeak(weak)));
        return this;
    }

    Script log(String digest, double at, String text) {
        return log(digest, at, 1, ByteString.copyFromUtf8(text));
    }

    Script log(String digest, double at, int stream, ByteString data) {
        message.addLogs(VertexLog.newBuilder()
                .setVertex(digest)
                .setTimestamp(time(at))
                .setStream(stream)
                .setMsg(data));
        return this;
    }

    Script transfer(String digest, String id, double start, double at, long current, long total) {
        message.addStatuses(status(digest, id, start, at, current, total));
        return this;
    }

    Script transferred(String digest, String id, double start, double end, long current, long total) {
        message.addStatuses(status(digest, id, start, end, current, total).setCompleted(time(end)));
        return this;
    }

    Script warning(VertexWarning.Builder warning) {
        message.addWarnings(warning);
        return this;
    }

    static Vertex.Builder vertex(String digest) {
        return Vertex.newBuilder().setDigest(digest).setName("step " + digest);
    }

    static Timestamp time(double seconds) {
        Instant instant = instant(seconds);
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    static Instant instant(double seconds) {
        return START.plus(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    private static VertexStatus.Builder status(
            String digest, String id, double start, double at, long current, long total) {
        return VertexStatus.newBuilder()
                .setVertex(digest)
                .setId(id)
                .setStarted(time(start))
                .setTimestamp(time(at))
                .setCurrent(current)
                .setTotal(total);
    }
}
