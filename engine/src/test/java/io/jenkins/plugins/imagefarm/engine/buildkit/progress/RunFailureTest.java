package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static io.jenkins.plugins.imagefarm.engine.api.Fault.SERVICE;
import static io.jenkins.plugins.imagefarm.engine.api.Fault.USER;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.SolveErrors.error;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The failure of a RUN … */
class RunFailureTest extends FailedSolve {
    private static final String DOCKERFILE = "FROM alpine\n\n\n\n\n\nRUN make\n";
    private static final String FAILED = "process \"/bin/sh -c make\" did not complete successfully: exit code: ";

    @Test
    void isToldWithItsExitCodeAndPlace() {
        step("[2/3] RUN make");
        assertProblem(USER, "RUN make failed with exit code 2 (Dockerfile:7)", run(2));
    }

    @Test
    void isToldOfOldDaemonsToo() {
        step("[2/3] RUN make");
        assertProblem(
                USER,
                "RUN make failed with exit code 2",
                error("executor failed running [/bin/sh -c make]: exit code: 2"));
    }

    @Test
    void isToldShortly() {
        step("[linux/arm64 build 2/3] RUN " + "x".repeat(200));
        assertProblem(USER, "RUN " + "x".repeat(75) + "… failed with exit code 2 (Dockerfile:7)", run(2));
    }

    @Test
    void isTheUsersWhateverTheCommandSays() {
        step("[2/3] RUN make");
        assertProblem(
                USER,
                "RUN make failed with exit code 1",
                error("process \"/bin/sh -c echo no active sessions: connection refused\" did not complete"
                        + " successfully: exit code: 1"));
    }

    @Test
    void isForWantOfMemoryIfItWasKilled() {
        step("[2/3] RUN make");
        SolveFailure failure = failure(run(137));
        assertEquals(USER, failure.problem().fault());
        assertEquals(
                "RUN make was killed with exit code 137 (Dockerfile:7)",
                failure.problem().cause());
        assertTrue(failure.problem().advice().contains("memory"));
    }

    /** As v0.36 says it. */
    @Test
    void isForWantOfMemoryIfTheBuilderSaysSo() {
        step("[2/3] RUN make");
        assertProblem(
                USER,
                "RUN make ran out of memory",
                error("process \"/bin/sh -c make\" did not complete successfully: cannot allocate memory")
                        .exit(137));
    }

    @Test
    void isACommandThatIsNotThere() {
        step("[2/3] RUN make");
        SolveFailure failure = failure(run(127));
        assertEquals(
                "RUN make failed with exit code 127 (Dockerfile:7)",
                failure.problem().cause());
        assertTrue(failure.problem().advice().contains("not found"));
    }

    @Test
    void isTheBuildersIfItsDiskIsFull() {
        step("[2/3] RUN make");
        log("cc: fatal error: out.o: No space left on device\nmake: *** [all] Error 1\n");
        assertProblem(SERVICE, "RUN make failed: the builder's disk is full (Dockerfile:7)", run(2));
    }

    @Test
    void isAnImageWithoutAShell() {
        step("[2/3] RUN make");
        log(
                "runc run failed: unable to start container process: exec: \"/bin/sh\": stat /bin/sh: no such file or directory\n");
        assertProblem(USER, "RUN make cannot start: the image has no /bin/sh (Dockerfile:7)", run(1));
    }

    @Test
    void isAPlatformThatTheBuilderCannotRun() {
        step("[linux/s390x 2/3] RUN make");
        log("exec /bin/sh: exec format error\n");
        assertProblem(
                USER,
                "RUN make failed with exit code 255: the builder cannot run programs of this platform (Dockerfile:7)",
                run(255));
    }

    @Test
    void isTheBuildersIfItCannotStartAnyContainer() {
        step("[2/3] RUN make");
        log("runc run failed: unable to start container process: error mounting \"sysfs\": operation not permitted\n");
        assertProblem(
                SERVICE,
                "The builder cannot start RUN make: unable to start container process: error mounting \"sysfs\":"
                        + " operation not permitted (Dockerfile:7)",
                run(1));
    }

    /** As runc 1.0, 1.1 and 1.2 say it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "container_linux.go:380: starting container process caused: process_linux.go:545: container init caused:"
                        + " rootfs_linux.go:76: mounting \"proc\" to rootfs at \"/proc\" caused: mount through procfd:"
                        + " permission denied",
                "runc run failed: unable to start container process: error during container init: error mounting \"proc\" to"
                        + " rootfs at \"/proc\": mount proc:/proc (via /proc/self/fd/6), flags: 0xe: operation not permitted",
                "runc run failed: unable to start container process: error during container init: error mounting \"proc\" to"
                        + " rootfs at \"/proc\": mount src=proc, dst=/proc, dstFd=/proc/thread-self/fd/8, flags=0xe:"
                        + " operation not permitted"
            })
    void isTheBuildersIfItMayNotMountProc(String said) {
        step("[2/3] RUN make");
        log(said + "\n");
        SolveFailure failure = failure(run(1));
        assertEquals(
                "The builder cannot start RUN make: it may not mount /proc for a step (Dockerfile:7)",
                failure.problem().cause());
        assertEquals(SERVICE, failure.problem().fault());
        assertTrue(failure.problem().advice().contains("--oci-worker-no-process-sandbox"), failure.problem()::toString);
    }

    /** As runc 1.1 says it in a user namespace of one id. */
    @Test
    void isTheBuildersIfItHasNoIdsForAStep() {
        step("[2/3] RUN make");
        log(
                "runc run failed: unable to start container process: error during container init: error mounting \"devpts\" to"
                        + " rootfs at \"/dev/pts\": mount devpts:/dev/pts (via /proc/self/fd/6), flags: 0xa, data:"
                        + " newinstance,ptmxmode=0666,mode=0620,gid=5: invalid argument\n");
        SolveFailure failure = failure(run(1));
        assertEquals(SERVICE, failure.problem().fault());
        assertTrue(failure.problem().advice().contains("/etc/subuid"), failure.problem()::toString);
    }

    /** As buildkitd says it in a pod without a volume for its state, or with AppArmor. */
    @Test
    void isTheBuildersIfItMayNotMountWhatAStepNeeds() {
        step("[2/3] RUN make");
        SolveFailure failure = failure(error("failed to mount /tmp/buildkit-mount183503081: [{Type:bind"
                        + " Source:/home/user/.local/share/buildkit/runc-native/snapshots/snapshots/1 Options:[rbind ro]}]:"
                        + " operation not permitted")
                .source("Dockerfile", DOCKERFILE, 7, 7));
        assertEquals(
                "The builder may not mount /tmp/buildkit-mount183503081 for a step: operation not permitted",
                failure.problem().cause());
        assertEquals(SERVICE, failure.problem().fault());
        assertTrue(failure.problem().advice().contains("emptyDir"), failure.problem()::toString);
    }

    @Test
    void isTheBuildersIfItHasNoNetwork() {
        step("[2/3] RUN make");
        Fault fault = failure(error(
                                "process \"/bin/sh -c make\" did not complete successfully: failed to create endpoint"
                                        + " x on network bridge: adding interface y to bridge docker0 failed: Device does not exist")
                        .source("Dockerfile", DOCKERFILE, 7, 7))
                .problem()
                .fault();
        assertEquals(SERVICE, fault);
    }

    @Test
    void isAUserThatTheImageDoesNotHave() {
        step("[2/3] RUN make");
        assertProblem(
                USER,
                "RUN make cannot start: the image has no user nosuch",
                error(
                        "process \"/bin/sh -c make\" did not complete successfully: unable to find user nosuch: no matching"
                                + " entries in passwd file"));
    }

    private SolveErrors run(int exitCode) {
        return error(FAILED + exitCode)
                .source("Dockerfile", DOCKERFILE, 7, 7)
                .vertex("v")
                .exit(exitCode);
    }
}
