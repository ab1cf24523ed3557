package io.jenkins.plugins.imagefarm.engine.buildkit.progress;

import static io.jenkins.plugins.imagefarm.engine.api.Fault.USER;
import static io.jenkins.plugins.imagefarm.engine.buildkit.progress.SolveErrors.error;

import org.junit.jupiter.api.Test;

/** What is wrong with a Dockerfile … */
class DockerfileFailureTest extends FailedSolve {
    @Test
    void isToldWithItsLine() {
        assertProblem(
                USER,
                "Dockerfile:3: unknown instruction: RUNN (did you mean RUN?)",
                error("dockerfile parse error on line 3: unknown instruction: RUNN (did you mean RUN?)")
                        .source("Dockerfile", "FROM a\n\nRUNN b\n", 3, 3));
    }

    @Test
    void isToldWithItsLineByOldDaemonsToo() {
        assertProblem(
                USER,
                "Dockerfile:3: unknown instruction: RUNN",
                error(
                        "rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: failed to create LLB"
                                + " definition: dockerfile parse error line 3: unknown instruction: RUNN"));
    }

    @Test
    void isAStageThatIsNotThere() {
        assertProblem(USER, "The Dockerfile has no stage two", error("target stage \"two\" could not be found"));
        assertProblem(USER, "The Dockerfile has no stage two", error("target stage two could not be found"));
        assertProblem(
                USER,
                "The Dockerfile has no stage relase (did you mean release?)",
                error("target stage \"relase\" could not be found (did you mean release?)"));
    }

    @Test
    void isThatThereIsNone() {
        assertProblem(
                USER,
                "There is no sub/Dockerfile",
                error("failed to read dockerfile: open sub/Dockerfile: no such file or directory"));
        assertProblem(
                USER,
                "There is no Dockerfile",
                error("failed to read dockerfile: open /var/lib/docker/tmp/buildkit-mount2002261482/Dockerfile: no such"
                        + " file or directory"));
    }

    @Test
    void isAnArgumentWithoutValueInFrom() {
        assertProblem(
                USER,
                "FROM $X names no image (Dockerfile:2)",
                error("base name ($X) should not be blank").source("Dockerfile", "ARG X\nFROM $X\n", 2, 2));
    }

    @Test
    void isAnImageNameThatIsNone() {
        assertProblem(
                USER,
                "failed to parse stage name \"BAD/Upper:x\": invalid reference format: repository name (Upper) must be"
                        + " lowercase (Dockerfile:1)",
                error(
                                "failed to parse stage name \"BAD/Upper:x\": invalid reference format: repository name (Upper) must be"
                                        + " lowercase")
                        .source("Dockerfile", "FROM BAD/Upper:x\n", 1, 1));
    }

    @Test
    void isAPlatformThatIsNone() {
        assertProblem(
                USER,
                "nonsense/a/b/c/d is no platform",
                error("failed to parse target platform nonsense/a/b/c/d: \"c/d\" is an invalid component of"
                        + " \"nonsense/a/b/c/d\""));
    }

    @Test
    void isAFileThatIsNotInTheContext() {
        step("[2/2] COPY missing.txt /x");
        assertProblem(
                USER,
                "COPY missing.txt /x failed: /missing.txt is not in the build context (Dockerfile:2)",
                error(
                                "failed to compute cache key: failed to calculate checksum of ref a::b: \"/missing.txt\": not found")
                        .source("Dockerfile", "FROM a\nCOPY missing.txt /x\n", 2, 2)
                        .vertex("v"));
        assertProblem(
                USER,
                "COPY missing.txt /x failed: /missing.txt is not in the build context",
                error("failed to compute cache key: \"/missing.txt\" not found: not found"));
    }

    @Test
    void isAFileThatIsNotInTheOtherStage() {
        step("[2/2] COPY --from=a /nothing /x");
        assertProblem(
                USER,
                "COPY --from=a /nothing /x failed: there is no /nothing",
                error("lstat /tmp/buildkit-mount3193004348/nothing: no such file or directory"));
    }

    @Test
    void isAnImageLayoutWithoutOneOfItsLayers() {
        assertProblem(
                USER,
                "An OCI image layout that is a context lacks sha256:77aa",
                error("failed to copy: rpc error: code = NotFound desc = content sha256:77aa: not found"));
    }

    @Test
    void isASecretThatWasNotGiven() {
        step("[2/2] RUN --mount=type=secret,id=tok,required=true deploy");
        String cause = "RUN --mount=type=secret,id=tok,required=true deploy needs the secret tok, which was not given";
        assertProblem(USER, cause, error("secret tok: not found"));
        assertProblem(USER, cause, error("secret tok not found: not found"));
    }

    @Test
    void isAnSshAgentThatWasNotGiven() {
        step("[2/2] RUN --mount=type=ssh git fetch");
        String cause = "RUN --mount=type=ssh git fetch needs an SSH agent, which was not given";
        assertProblem(USER, cause, error("unset ssh forward key default"));
        assertProblem(USER, cause, error("no SSH key \"\" forwarded from the client"));
    }

    @Test
    void isARightThatTheBuilderDoesNotGrant() {
        String cause = "The build needs the entitlement network.host, which the builder does not grant";
        assertProblem(USER, cause, error("failed to load LLB: network.host is not allowed"));
        assertProblem(
                USER, cause, error("granting entitlement network.host is not allowed by build daemon configuration"));
    }

    @Test
    void isAnythingElseThatHasAPlace() {
        assertProblem(
                USER,
                "circular dependency detected on stage: b (Dockerfile:4)",
                error("circular dependency detected on stage: b")
                        .source("Dockerfile", "FROM c AS b\n\nFROM b AS c\nCOPY --from=b / /\n", 4, 4));
    }

    @Test
    void isAnythingElseThatAStepSays() {
        step("[2/2] ADD --checksum=sha256:1 x /");
        assertProblem(USER, "invalid checksum digest length", error("invalid checksum digest length"));
    }
}
