package io.jenkins.plugins.imagefarm.engine.podman;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The texts are those of Podman 4.3 and 5.4. */
class BuildNarrationTest {
    private static final String ID = "a".repeat(64);
    private static final String OTHER = "b".repeat(64);

    private final List<StatusResponse> told = new ArrayList<>();
    private final BuildNarration narration = new BuildNarration(told::add);

    @Test
    void stepsFollowEachOther() {
        tell("STEP 1/2: FROM base\n", "STEP 2/2: RUN make\n", "out\n", "COMMIT\n", "--> aaaaaaaaaaaa\n", ID + "\n");
        narration.ended();
        assertEquals(List.of("[1/2] FROM base", "[2/2] RUN make", "exporting to image"), names());
        assertTrue(vertexes().values().stream().allMatch(Vertex::hasCompleted));
        assertEquals("out\n", output("[2/2] RUN make"));
        assertEquals(Optional.of(ID), narration.imageId());
        assertFalse(narration.isFromCache());
    }

    @Test
    void cachedStepsAreTold() {
        tell("STEP 1/2: FROM base\n", "STEP 2/2: RUN make\n", "--> Using cache " + ID + "\n", "--> aaaaaaaaaaaa\n");
        tell(ID + "\n");
        assertTrue(vertex("[2/2] RUN make").getCached());
        assertTrue(narration.isFromCache());
    }

    @Test
    void stagesThatAreNotNeededAreLeftOut() {
        tell("[1/3] STEP 1/1: FROM base AS one\n", "[3/3] STEP 1/2: FROM base\n", "[3/3] STEP 2/2: COPY a b\n");
        assertEquals(
                List.of("[one 1/1] FROM base AS one", "[stage-2 1/2] FROM base", "[stage-2 2/2] COPY a b"), names());
    }

    @Test
    void outputThatLooksLikePodmansOwnWordsIsOutput() {
        tell("STEP 1/3: FROM base\n", "STEP 2/3: RUN echo\n");
        tell("STEP 2/3: RUN again\n", "STEP 9/9: FROM else\n", OTHER + "\n", "[Warning] of its own\n");
        tell("time=\"now\" level=warning msg=\"its own\"\n", "two\nSTEP 3/3: RUN lines\n");
        assertEquals(
                "STEP 2/3: RUN again\nSTEP 9/9: FROM else\n" + OTHER
                        + "\n[Warning] of its own\ntime=\"now\" level=warning msg=\"its own\"\ntwo\nSTEP 3/3: RUN lines\n",
                output("[2/3] RUN echo"));
        assertEquals(Optional.empty(), narration.imageId());
    }

    @Test
    void theLastImageCounts() {
        tell(
                "STEP 1/2: FROM base\n",
                "STEP 2/2: RUN echo\n",
                "--> bbbbbbbbbbbb\n",
                OTHER + "\n",
                "COMMIT\n",
                ID + "\n");
        assertEquals(Optional.of(ID), narration.imageId());
    }

    @Test
    void piecesOfALineStayTogether() {
        tell("STEP 1/2: FROM base\n", "STEP 2/2: RUN printf\n", "half ", "line", "--> aaaaaaaaaaaa\n");
        assertEquals("half line", output("[2/2] RUN printf"));
        assertTrue(vertex("[2/2] RUN printf").hasCompleted());
    }

    @Test
    void whatRuncSaysOfItselfIsLeftOut() {
        String noise = "time=\"2026-11-21T01:20:15Z\" level=warning msg=\"lstat : no such file or directory\"\n";
        tell("STEP 1/2: FROM base\n", "STEP 2/2: RUN make\n", noise, noise + "kept\n" + noise);
        assertEquals("kept\n", output("[2/2] RUN make"));
    }

    @Test
    void onlyWhatTheUserCanChangeIsAWarning() {
        tell(
                "time=\"now\" level=warning msg=\"missing \\\"X\\\" build argument. Try adding \\\"--build-arg X=<VALUE>\\\"\"\n");
        tell("[Warning] one or more build args were not consumed: [TARGETARCH TARGETOS TARGETPLATFORM]\n");
        assertEquals(List.of(), warnings());
        tell("[Warning] one or more build args were not consumed: [MINE TARGETOS]\n");
        tell("WARNING: image platform (linux/arm64) does not match\n");
        assertEquals(
                List.of(
                        "The Dockerfile does not use the build arguments MINE",
                        "image platform (linux/arm64) does not match"),
                warnings());
    }

    private void tell(String... pieces) {
        List.of(pieces).forEach(narration::on);
    }

    /** As they are now. */
    private Map<String, Vertex> vertexes() {
        Map<String, Vertex> last = new LinkedHashMap<>();
        told.stream()
                .flatMap(status -> status.getVertexesList().stream())
                .forEach(vertex -> last.put(vertex.getName(), vertex));
        return last;
    }

    private List<String> names() {
        return List.copyOf(vertexes().keySet());
    }

    private Vertex vertex(String name) {
        return vertexes().get(name);
    }

    private String output(String name) {
        String digest = vertex(name).getDigest();
        return told.stream()
                .flatMap(status -> status.getLogsList().stream())
                .filter(log -> log.getVertex().equals(digest))
                .map(VertexLog::getMsg)
                .map(message -> message.toStringUtf8())
                .collect(Collectors.joining());
    }

    private List<String> warnings() {
        return told.stream()
                .flatMap(status -> status.getWarningsList().stream())
                .map(warning -> warning.getShort().toStringUtf8())
                .toList();
    }
}
