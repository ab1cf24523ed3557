package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Timestamp;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Position;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.ProgressGroup;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Range;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.SourceInfo;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexLog;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexStatus;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexWarning;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/**
 * The builder's messages, one JSON object a line, in the names that {@code docker buildx build --progress=rawjson} uses: the
 * JSON tags of BuildKit's client.SolveStatus (client/graph.go).
 */
public final class RawJsonProgress implements ProgressListener {
    /** As Go writes a time.Time: with as many decimals as needed. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(-1).toFormatter();

    private final OutputStream out;
    private final SecretMask mask;
    private final JsonGenerator json;

    /**
     * @param out flushed after every message, and never closed
     * @param mask for output, which is written as base64: nothing behind this could find a secret in it
     */
    public RawJsonProgress(OutputStream out, SecretMask mask) {
        this.out = out;
        this.mask = mask;
        try {
            this.json = new JsonFactory()
                    .createGenerator(out)
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .setRootValueSeparator(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void on(StatusResponse status) {
        try {
            json.writeStartObject();
            writeAll("vertexes", status.getVertexesList(), this::write);
            writeAll("statuses", status.getStatusesList(), this::write);
            writeAll("logs", status.getLogsList(), this::write);
            writeAll("warnings", status.getWarningsList(), this::write);
            json.writeEndObject();
            json.writeRaw('\n');
            json.flush();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Writer<T> {
        void write(T value) throws IOException;
    }

    private <T> void writeAll(String name, List<T> values, Writer<T> writer) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (T value : values) {
            writer.write(value);
        }
        json.writeEndArray();
    }

    private void write(Vertex vertex) throws IOException {
        json.writeStartObject();
        writeText("digest", vertex.getDigest());
        writeAll("inputs", vertex.getInputsList(), json::writeString);
        writeText("name", vertex.getName());
        writeTime("started", vertex.hasStarted(), vertex.getStarted());
        writeTime("completed", vertex.hasCompleted(), vertex.getCompleted());
        if (vertex.getCached()) {
            json.writeBooleanField("cached", true);
        }
        writeText("error", vertex.getError());
        if (vertex.hasProgressGroup()) {
            write(vertex.getProgressGroup());
        }
        json.writeEndObject();
    }

    private void write(ProgressGroup group) throws IOException {
        json.writeObjectFieldStart("progressGroup");
        writeText("id", group.getId());
        writeText("name", group.getName());
        if (group.getWeak()) {
            json.writeBooleanField("weak", true);
        }
        json.writeEndObject();
    }

    private void write(VertexStatus status) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", status.getId());
        writeText("vertex", status.getVertex());
        writeText("name", status.getName());
        writeNumber("total", status.getTotal());
        json.writeNumberField("current", status.getCurrent());
        writeTime("timestamp", true, status.getTimestamp());
        writeTime("started", status.hasStarted(), status.getStarted());
        writeTime("completed", status.hasCompleted(), status.getCompleted());
        json.writeEndObject();
    }

    private void write(VertexLog log) throws IOException {
        json.writeStartObject();
        writeText("vertex", log.getVertex());
        writeNumber("stream", log.getStream());
        json.writeBinaryField("data", mask.mask(log.getMsg().toByteArray()));
        writeTime("timestamp", true, log.getTimestamp());
        json.writeEndObject();
    }

    private void write(VertexWarning warning) throws IOException {
        json.writeStartObject();
        writeText("vertex", warning.getVertex());
        writeNumber("level", warning.getLevel());
        if (!warning.getShort().isEmpty()) {
            json.writeBinaryField("short", warning.getShort().toByteArray());
        }
        writeAll("detail", warning.getDetailList(), line -> json.writeBinary(line.toByteArray()));
        writeText("url", warning.getUrl());
        if (warning.hasInfo()) {
            write(warning.getInfo());
        }
        writeAll("range", warning.getRangesList(), this::write);
        json.writeEndObject();
    }

    private void write(SourceInfo info) throws IOException {
        json.writeObjectFieldStart("sourceInfo");
        writeText("filename", info.getFilename());
        if (!info.getData().isEmpty()) {
            json.writeBinaryField("data", info.getData().toByteArray());
        }
        writeText("language", info.getLanguage());
        json.writeEndObject();
    }

    private void write(Range range) throws IOException {
        json.writeStartObject();
        write("start", range.getStart());
        write("end", range.getEnd());
        json.writeEndObject();
    }

    private void write(String name, Position position) throws IOException {
        json.writeObjectFieldStart(name);
        writeNumber("line", position.getLine());
        writeNumber("character", position.getCharacter());
        json.writeEndObject();
    }

    private void writeText(String name, String text) throws IOException {
        if (!text.isEmpty()) {
            json.writeStringField(name, text);
        }
    }

    private void writeNumber(String name, long number) throws IOException {
        if (number != 0) {
            json.writeNumberField(name, number);
        }
    }

    private void writeTime(String name, boolean present, Timestamp time) throws IOException {
        if (present) {
            json.writeStringField(name, TIME.format(WireTime.instant(time)));
        }
    }
}
