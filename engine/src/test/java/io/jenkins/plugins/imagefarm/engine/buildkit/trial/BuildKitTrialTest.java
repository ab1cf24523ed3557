package io.jenkins.plugins.imagefarm.engine.buildkit.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.BuilderType;
import io.jenkins.plugins.imagefarm.engine.api.FarmNode;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Inquiry;
import io.jenkins.plugins.imagefarm.engine.api.InquiryAnswer;
import io.jenkins.plugins.imagefarm.engine.api.NodeInfo;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.builder.BuilderProbe;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.inquiry.Inquirer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On real daemons, whose processor is this machine's; the other one's program is run by emulation. */
class BuildKitTrialTest {
    private final BuilderFinder finder = new BuilderFinder(Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"linux/amd64", "linux/arm64"})
    void aBuildKitThatRunsStepsIsProvenTo(String platform) throws Exception {
        assertTrue(run(Engines.buildkitd(), platform, 0));
        assertTrue(run(Engines.docker(), platform, 0));
    }

    /** If nothing were run, nothing would fail; and it is run each time, since the cache knows none of it. */
    @ParameterizedTest
    @ValueSource(strings = {"linux/amd64", "linux/arm64"})
    void theProgramReallyRuns(String platform) {
        for (int exitCode : List.of(1, 42, 42)) {
            Problem problem = assertThrows(ProblemException.class, () -> run(Engines.buildkitd(), platform, exitCode))
                    .problem();
            assertEquals(
                    "RUN [\"/program\"] failed with exit code " + exitCode + " (image-farm-trial:3)", problem.cause());
        }
    }

    @Test
    void aBuildKitOfDockersOwnStoreRunsItToo() throws Exception {
        assertTrue(run(Engines.docker20(), "linux/amd64", 0));
    }

    @Test
    void ofOtherProcessorsNothingIsProven() throws Exception {
        assertFalse(run(new Builder("tcp://127.0.0.1:1"), "linux/s390x", 0));
    }

    private boolean run(Builder builder, String platform, int exitCode) throws InterruptedException {
        return new BuildKitTrial(finder, exitCode)
                .run(builder, BuilderKeys.none(), Platform.valueOf(platform), new Cancellation());
    }

    /** What a pod without this option does. */
    @Test
    void aBuildKitThatIsReadyButMayNotMountProcIsFoundOut(@TempDir Path wrong, @TempDir Path right) throws Exception {
        try (MaskedBuildkitd daemon = MaskedBuildkitd.start(wrong)) {
            NodeInfo info = new BuilderProbe(Map.of()).ask(daemon.builder(), BuilderKeys.none(), new Cancellation());
            assertEquals(BuilderType.BUILDKIT, info.type(), "it is ready");
            Problem problem = assertThrows(ProblemException.class, () -> run(daemon.builder(), "linux/amd64", 0))
                    .problem();
            assertEquals(Fault.SERVICE, problem.fault());
            assertEquals(
                    "The builder cannot start RUN [\"/program\"]: it may not mount /proc for a step (image-farm-trial:3)",
                    problem.cause());
        }
        try (MaskedBuildkitd daemon = MaskedBuildkitd.start(right, "--oci-worker-no-process-sandbox")) {
            assertTrue(run(daemon.builder(), "linux/amd64", 0));
        }
    }

    @Test
    void anInquiryProvesEveryNodeThatAnswers() throws Exception {
        Inquiry inquiry = new Inquiry(
                List.of(
                        node("unix", Engines.buildkitd()),
                        node("tls", Engines.buildkitdTls()),
                        node("podman", Engines.podman5Socket()),
                        node("dead", new Builder("tcp://127.0.0.1:1"))),
                new Secrets(Map.of(), Map.of(), Map.of("tls", Engines.buildkitdKeys())),
                10_000,
                true,
                null,
                true);
        InquiryAnswer answer = inquirer(0).answer(inquiry, new Cancellation());
        assertEquals(Set.of("unix", "tls"), answer.proven());
        assertEquals(
                List.of(true, true, true, false),
                answer.reports().stream().map(report -> report.hasAnswered()).toList());
    }

    @Test
    void aNodeThatAnswersButCannotRunHasAReportThatSaysWhy() throws Exception {
        Inquiry inquiry =
                new Inquiry(List.of(node("unix", Engines.buildkitd())), Secrets.none(), 10_000, false, null, true);
        InquiryAnswer answer = inquirer(1).answer(inquiry, new Cancellation());
        assertEquals(Set.of(), answer.proven());
        Problem problem = answer.reports().get(0).problem();
        assertTrue(
                problem.cause().startsWith("It answers, but runs no step: RUN [\"/program\"] failed with exit code 1"),
                problem::toString);
        assertEquals(Fault.USER, problem.fault());
    }

    private Inquirer inquirer(int exitCode) {
        return new Inquirer(
                new BuilderProbe(Map.of()),
                Map.of(),
                Map.of(BuilderType.BUILDKIT, new BuildKitTrial(finder, exitCode)));
    }

    private static FarmNode node(String name, Builder builder) {
        return new FarmNode(new Builder(name, builder.uri(), BuilderType.AUTO, ""), 1, 0, 0, null, null);
    }
}
