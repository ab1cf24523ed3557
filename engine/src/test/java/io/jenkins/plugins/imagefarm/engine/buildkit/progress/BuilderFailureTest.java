package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static io.jenkins.plugins.imagefarm.engine.api.Fault.SERVICE;
import static io.jenkins.plugins.imagefarm.engine.api.Fault.USER;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.SolveErrors.error;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

/** What is wrong with a builder … */
class BuilderFailureTest extends FailedSolve {
    @Test
    void isAFullDisk() {
        assertProblem(
                SERVICE,
                "The builder's disk is full",
                error(
                        "failed to copy: failed to send write: write /var/lib/buildkit/ingest/data: no space left on device"));
    }

    @Test
    void isThatTwoBuildsGaveOneImageAtOnce() {
        assertProblem(
                SERVICE,
                "The builder made the same image for another build at this moment",
                error("image \"registry.example.com/team/app:1\": already exists"));
    }

    @Test
    void isThatItIsGone() {
        assertProblem(
                SERVICE,
                "The connection to the builder broke off: io exception",
                Status.UNAVAILABLE.withDescription("io exception").asRuntimeException());
        assertProblem(
                SERVICE,
                "The connection to the builder broke off: Connection refused",
                Status.UNAVAILABLE.withDescription("Connection refused").asRuntimeException());
    }

    @Test
    void isThatItDoesNotAnswer() {
        assertEquals(
                SERVICE,
                failure(Status.DEADLINE_EXCEEDED.asRuntimeException()).problem().fault());
    }

    @Test
    void isThatItLostTheSession() {
        String cause = "The builder lost its connection to the build";
        assertProblem(SERVICE, cause, error("no active session for abc: context deadline exceeded"));
        assertProblem(SERVICE, cause, error("failed to push r.example/x:1: no active sessions"));
        assertProblem(SERVICE, cause, error("failed to load cache key: could not access local files without session"));
        assertProblem(SERVICE, cause, error("rpc error: code = Unavailable desc = error reading from server: EOF"));
    }

    @Test
    void isThatItCancelled() {
        SolveFailure failure = failure(error(Code.CANCELLED, "context canceled").build());
        assertTrue(failure.isCancelled());
        assertEquals(SERVICE, failure.problem().fault());
        assertFalse(failure(error("boom").build()).isCancelled());
    }

    /** runc's exit code of the killed process comes along. */
    @Test
    void isThatItCancelledAlsoIfAProcessWasKilledForIt() {
        step("[2/3] RUN make");
        assertProblem(
                SERVICE,
                "The build was cancelled on the builder",
                error(
                                Code.CANCELLED,
                                "process \"/bin/sh -c make\" did not complete successfully: exit code: 137: context"
                                        + " canceled")
                        .exit(137));
    }

    @Test
    void isAnOutputThatItCannotMake() {
        assertProblem(
                USER, "The builder cannot make an output of type oci", error("exporter \"oci\" could not be found"));
    }

    @Test
    void isACacheThatItDoesNotHave() {
        assertProblem(USER, "The builder has no cache of type s3", error("unknown cache exporter: \"s3\""));
    }

    @Test
    void isAFrontendThatIsTooNewForIt() {
        assertProblem(
                USER,
                "The Dockerfile's frontend needs moby.buildkit.frontend.x, which the builder does not have",
                error(Code.UNIMPLEMENTED, "unsupported frontend capability moby.buildkit.frontend.x"));
    }

    @Test
    void isTheServicesWhateverElseItSays() {
        step("exporting to image");
        assertProblem(SERVICE, "something odd", error("something odd"));
        assertProblem(SERVICE, "The builder failed: odd", error(Code.INTERNAL, "odd"));
        assertProblem(SERVICE, "The builder has no room left: odd", error(Code.RESOURCE_EXHAUSTED, "odd"));
        assertProblem(SERVICE, "The builder is not available: odd", error(Code.UNAVAILABLE, "odd"));
        assertProblem(SERVICE, "The builder failed with UNKNOWN", error(""));
    }

    @Test
    void isTheUsersIfItDeniesAccess() {
        assertProblem(USER, "The builder denies access: no", error(Code.PERMISSION_DENIED, "no"));
        assertProblem(USER, "The builder does not accept the login: no", error(Code.UNAUTHENTICATED, "no"));
    }
}
