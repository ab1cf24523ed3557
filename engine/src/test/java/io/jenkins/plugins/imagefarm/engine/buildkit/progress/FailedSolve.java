package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.Script.message;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.Script.time;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.grpc.StatusRuntimeException;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.StatusResponse;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.Vertex;

/** A failed solve. Messages are those of buildkitd 0.13 and dockerd 26.1 unless a test says otherwise; hosts were renamed. */
abstract class FailedSolve {
    private final SolveProgress progress = new SolveProgress();

    /** The step that failed. */
    void step(String name) {
        progress.apply(StatusResponse.newBuilder()
                .addVertexes(Vertex.newBuilder()
                        .setDigest("v")
                        .setName(name)
                        .setStarted(time(0))
                        .setCompleted(time(1))
                        .setError("failed"))
                .build());
    }

    /** What it wrote. */
    void log(String text) {
        progress.apply(message().log("v", 0.5, text).build());
    }

    SolveFailure failure(StatusRuntimeException error) {
        return SolveFailure.of(error, progress);
    }

    SolveFailure failure(SolveErrors error) {
        return failure(error.build());
    }

    void assertProblem(Fault fault, String cause, SolveErrors error) {
        assertProblem(fault, cause, error.build());
    }

    void assertProblem(Fault fault, String cause, StatusRuntimeException error) {
        SolveFailure failure = failure(error);
        assertEquals(cause, failure.problem().cause());
        assertEquals(fault, failure.problem().fault());
        assertFalse(
                failure.problem().toString().contains("{"), failure.problem().toString());
    }
}
