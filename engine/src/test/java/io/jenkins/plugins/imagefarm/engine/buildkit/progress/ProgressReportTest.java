package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.FailureLocated;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.Warned;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines;
import io.jenkins.plugins.imagefarm.engine.api.SourceLines.Line;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Position;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Range;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.SourceInfo;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.VertexWarning;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a try that failed tells of its Dockerfile. */
class ProgressReportTest {
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final List<BuildEvent> events = new ArrayList<>();
    private final BuildReporter build = new BuildReporter(
            console,
            events::add,
            ProgressStyle.PLAIN,
            SecretMask.of(List.of("hunter2".getBytes(StandardCharsets.UTF_8))));

    @Test
    void theConsoleShowsAllPlacesInTheirOrder() {
        new ProgressReport(build)
                .failed(SolveErrors.error("circular dependency detected on stage: b")
                        .source("Dockerfile", "FROM a\nCOPY --from=b / /\n", 2, 2)
                        .source("Dockerfile", "FROM a\nCOPY --from=b / /\n", 1, 1)
                        .build());
        String shown = console.toString(StandardCharsets.UTF_8);
        assertTrue(shown.startsWith("Dockerfile:2\n-----"), shown);
        assertTrue(shown.contains("-----\nDockerfile:1\n-----"), shown);
    }

    @Test
    void anEventTellsThePlaceOfItsPartWithoutSecrets() {
        new ProgressReport(build.part("linux/amd64@n1"))
                .failed(SolveErrors.error("failed")
                        .source("Dockerfile", "FROM a\nRUN echo hunter2", 2, 2)
                        .build());
        FailureLocated told = (FailureLocated) events.get(0);
        assertEquals("linux/amd64@n1", told.part());
        assertEquals(
                List.of(new SourceLines(
                        "Dockerfile", List.of(new Line(1, false, "FROM a"), new Line(2, true, "RUN echo ****")))),
                told.places());
    }

    @Test
    void aWarningTellsItsPlaceWithoutSecrets() {
        ProgressReport report = new ProgressReport(build);
        report.on(Script.message()
                .warning(VertexWarning.newBuilder()
                        .setShort(ByteString.copyFromUtf8("careful"))
                        .setInfo(SourceInfo.newBuilder()
                                .setFilename("Dockerfile")
                                .setData(ByteString.copyFromUtf8("FROM a\nENV hunter2")))
                        .addRanges(Range.newBuilder()
                                .setStart(Position.newBuilder().setLine(2))))
                .build());
        report.close();
        Warned told = (Warned) events.get(0);
        assertEquals(
                new SourceLines("Dockerfile", List.of(new Line(1, false, "FROM a"), new Line(2, true, "ENV ****"))),
                told.place());
    }

    @Test
    void thereIsNoEventWithoutAPlace() {
        new ProgressReport(build).failed(SolveErrors.error("failed").build());
        assertEquals(List.of(), events);
    }
}
