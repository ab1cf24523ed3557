package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ErrorDetailsTest {
    /** Recorded from buildkitd 0.13; some of its stack traces were removed. */
    @Test
    void aRecordedErrorTellsTheVertexTheExitCodeAndThePlace() throws Exception {
        ErrorDetails details = ErrorDetails.of(recorded("exit"));
        assertTrue(details.answered());
        assertEquals("sha256:19ee5977970758d054d7e0259399e6db22300c9590930adb292720f370b315f6", details.vertex());
        assertEquals(OptionalInt.of(2), details.exitCode());
        assertEquals("""
                Dockerfile:4
                --------------------
                   2 |    \s
                   3 |     # builds nothing
                   4 | >>> RUN exit 2
                   5 |    \s
                --------------------
                """, details.sources().get(0).text());
    }

    @Test
    void aRecordedSyntaxErrorTellsThePlaceButNoVertex() throws Exception {
        ErrorDetails details = ErrorDetails.of(recorded("syntax"));
        assertEquals("", details.vertex());
        assertEquals(OptionalInt.empty(), details.exitCode());
        assertEquals("Dockerfile:3", details.sources().get(0).place());
    }

    @Test
    void detailsOfLaterVersionsAreSkipped() {
        StatusRuntimeException error = SolveErrors.error("boom")
                .detail("errdefs.Frontend+json", "{\"name\":\"dockerfile.v0\"}")
                .detail("errdefs.Solve+json", "{\"description\":{}}")
                .vertex("v")
                .build();
        assertEquals("v", ErrorDetails.of(error).vertex());
    }

    @Test
    void detailsThatAreNoJsonAreSkipped() {
        StatusRuntimeException error = SolveErrors.error("boom")
                .detail("errdefs.Source+json", "\u0008\u0001")
                .detail("errdefs.Vertex+json", "")
                .build();
        assertEquals("boom", ErrorDetails.of(error).message());
        assertEquals("", ErrorDetails.of(error).vertex());
    }

    @Test
    void detailsThatAreNoStatusAreSkipped() {
        assertEquals(
                "boom",
                ErrorDetails.of(SolveErrors.of(Code.UNKNOWN, "boom", new byte[] {-1, -1}))
                        .message());
    }

    @Test
    void prefixesOfOldDaemonsAreLeftOut() {
        assertEquals(
                "target stage two could not be found",
                ErrorDetails.of(SolveErrors.error("rpc error: code = Unknown desc = failed to solve with frontend"
                                        + " dockerfile.v0: failed to create LLB definition: target stage two could not be"
                                        + " found")
                                .build())
                        .message());
    }

    @Test
    void anAnswerMayHaveNoDetails() {
        StatusRuntimeException error = io.grpc.Status.UNKNOWN
                .withDescription("image \"a\": already exists")
                .asRuntimeException();
        assertTrue(ErrorDetails.of(error).answered());
    }

    @Test
    void anErrorOfOurOwnSideTellsItsCause() {
        ErrorDetails details = ErrorDetails.of(io.grpc.Status.UNAVAILABLE
                .withDescription("io exception")
                .withCause(new IOException("Connection refused"))
                .asRuntimeException());
        assertFalse(details.answered());
        assertEquals("io exception: Connection refused", details.message());
        assertEquals(List.of(), details.sources());
    }

    private static StatusRuntimeException recorded(String name) throws IOException {
        try (InputStream in = ErrorDetailsTest.class.getResourceAsStream(name + ".status")) {
            byte[] bytes = in.readAllBytes();
            return SolveErrors.of(Code.UNKNOWN, "", bytes);
        }
    }
}
