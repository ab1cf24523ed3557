package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ProgressGroup;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexLog;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** One build on buildkitd 0.13 that {@code buildctl debug logs} watched twice at once: as plain text and as rawjson. */
record Recording(String name) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * What the builder sent.
     *
     * @param at milliseconds after the first message
     * @param json as rawjson
     */
    record Message(long at, String json) {
        StatusResponse status() {
            return Recording.message(json);
        }
    }

    List<Message> messages() throws IOException {
        return read(".rawjson")
                .lines()
                .map(line -> line.split(" ", 2))
                .map(parts -> new Message(Long.parseLong(parts[0]), parts[1]))
                .toList();
    }

    /** What BuildKit's own client printed, with the error block but without the Dockerfile's excerpt. */
    String plain() throws IOException {
        return read(".plain");
    }

    private String read(String suffix) throws IOException {
        try (InputStream in = Recording.class.getResourceAsStream(name + suffix)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static StatusResponse message(String line) {
        StatusResponse.Builder message = StatusResponse.newBuilder();
        try {
            JsonNode json = MAPPER.readTree(line);
            json.path("vertexes").forEach(vertex -> message.addVertexes(vertex(vertex)));
            json.path("statuses").forEach(status -> message.addStatuses(status(status)));
            for (JsonNode log : json.path("logs")) {
                message.addLogs(VertexLog.newBuilder()
                        .setVertex(log.path("vertex").asText())
                        .setStream(log.path("stream").asLong())
                        .setMsg(ByteString.copyFrom(log.path("data").binaryValue()))
                        .setTimestamp(time(log.path("timestamp"))));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(line, e);
        }
        return message.build();
    }

    private static Vertex.Builder vertex(JsonNode json) {
        Vertex.Builder vertex = Vertex.newBuilder()
                .setDigest(json.path("digest").asText())
                .setName(json.path("name").asText())
                .setCached(json.path("cached").asBoolean())
                .setError(json.path("error").asText());
        if (json.has("progressGroup")) {
            JsonNode group = json.path("progressGroup");
            vertex.setProgressGroup(ProgressGroup.newBuilder()
                    .setId(group.path("id").asText())
                    .setName(group.path("name").asText())
                    .setWeak(group.path("weak").asBoolean()));
        }
        json.path("inputs").forEach(input -> vertex.addInputs(input.asText()));
        if (json.has("started")) {
            vertex.setStarted(time(json.path("started")));
        }
        if (json.has("completed")) {
            vertex.setCompleted(time(json.path("completed")));
        }
        return vertex;
    }

    private static VertexStatus.Builder status(JsonNode json) {
        VertexStatus.Builder status = VertexStatus.newBuilder()
                .setId(json.path("id").asText())
                .setVertex(json.path("vertex").asText())
                .setName(json.path("name").asText())
                .setCurrent(json.path("current").asLong())
                .setTotal(json.path("total").asLong())
                .setTimestamp(time(json.path("timestamp")));
        if (json.has("started")) {
            status.setStarted(time(json.path("started")));
        }
        if (json.has("completed")) {
            status.setCompleted(time(json.path("completed")));
        }
        return status;
    }

    private static Timestamp time(JsonNode json) {
        Instant instant = Instant.parse(json.asText());
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
