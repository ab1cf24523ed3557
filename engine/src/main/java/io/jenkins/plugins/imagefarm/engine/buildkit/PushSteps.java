package io.jenkins.plugins.imagefarm.engine.buildkit;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexLog;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexStatus;
import io.jenkins.plugins.imagefarm.engine.docker.PushMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Tells of a push by Docker's API as BuildKit tells of its own: as a step of the build, with a part for every layer. */
final class PushSteps {
    /** {@link RegistryWatch} knows by the word what the builder is doing. */
    private static final String LAYER = RegistryWatch.PUSHING + "layer ";

    private final Vertex step;
    private final Consumer<StatusResponse> progress;
    private final Map<String, Timestamp> started = new HashMap<>();
    private final Set<String> waiting = new HashSet<>();

    /** The step starts. */
    PushSteps(ImageReference name, Consumer<StatusResponse> progress) {
        this.step = Vertex.newBuilder()
                .setDigest("push:" + name)
                .setName(RegistryWatch.PUSHING + name)
                .setStarted(now())
                .build();
        this.progress = progress;
        tell(step);
    }

    void on(PushMessage message) {
        if (message.layer().isEmpty()) {
            return;
        }
        if (!message.isWaiting()) {
            waiting.remove(message.layer());
        } else if (waiting.add(message.layer())) {
            log("layer " + message.layer() + ": " + message.status());
        }
        VertexStatus.Builder layer = VertexStatus.newBuilder()
                .setId(LAYER + message.layer())
                .setVertex(step.getDigest())
                .setCurrent(message.current())
                .setTotal(Math.max(message.current(), message.total()))
                .setTimestamp(now())
                .setStarted(started.computeIfAbsent(message.layer(), id -> now()));
        if (message.isLayerDone()) {
            layer.setCompleted(now());
        }
        progress.accept(StatusResponse.newBuilder().addStatuses(layer).build());
    }

    void done() {
        tell(step.toBuilder().setCompleted(now()).build());
    }

    /** @param error in one line */
    void failed(String error) {
        tell(step.toBuilder().setCompleted(now()).setError(error).build());
    }

    private void log(String line) {
        progress.accept(StatusResponse.newBuilder()
                .addLogs(VertexLog.newBuilder()
                        .setVertex(step.getDigest())
                        .setTimestamp(now())
                        .setStream(2)
                        .setMsg(ByteString.copyFromUtf8(line + "\n")))
                .build());
    }

    private void tell(Vertex vertex) {
        progress.accept(StatusResponse.newBuilder().addVertexes(vertex).build());
    }

    private static Timestamp now() {
        Instant now = Instant.now();
        return Timestamp.newBuilder()
                .setSeconds(now.getEpochSecond())
                .setNanos(now.getNano())
                .build();
    }
}
