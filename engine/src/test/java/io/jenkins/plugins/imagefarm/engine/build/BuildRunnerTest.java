package io.jenkins.plugins.imagefarm.engine.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildEvent;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Limits;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildRunnerTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String CONFIG = "sha256:" + "b".repeat(64);

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final List<BuildEvent> events = new ArrayList<>();
    private final Cancellation cancellation = new Cancellation();
    private int tries;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeDockerfile() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch");
    }

    @Test
    void aServiceFaultIsTriedAgainUntilItWorks() throws Exception {
        BuildResult result = run(2, () -> {
            if (tries < 3) {
                throw new ProblemException(Problem.service("the registry answered 500", ""));
            }
        });
        assertEquals(BuildState.SUCCESS, result.state());
        assertEquals(3, tries);
        assertTrue(console().contains("Try 1 of 3 failed: the registry answered 500"), console());
    }

    @Test
    void triesAreBounded() throws Exception {
        BuildResult result = run(1, () -> {
            throw new ProblemException(Problem.service("no", ""));
        });
        assertEquals(BuildState.FAILURE, result.state());
        assertEquals(2, tries);
    }

    @Test
    void aUsersFaultIsNeverTriedAgain() throws Exception {
        run(5, () -> {
            throw new ProblemException(Problem.user("no such stage", ""));
        });
        assertEquals(1, tries);
        assertTrue(console().contains("ERROR: no such stage"), console());
    }

    @Test
    void cancellingBetweenTriesEndsTheBuild() throws Exception {
        BuildResult result = new BuildRunner(engine(() -> {
                    cancellation.cancel();
                    throw new ProblemException(Problem.service("lost", ""));
                }))
                .run(
                        request(new Limits(5, Duration.ofHours(1).toMillis(), 0, 0)),
                        Secrets.none(),
                        reporter(),
                        cancellation);
        assertEquals(BuildState.CANCELLED, result.state());
        assertEquals(1, tries);
        assertNull(result.problem());
    }

    @Test
    void theResultAndItsFilesHoldWhatTheExportersSaid() throws Exception {
        BuildResult result = run(0, () -> {});
        assertEquals(DIGEST, result.digest().toString());
        assertEquals(CONFIG, result.imageId().toString());
        assertEquals("r.example.com/app:1@" + DIGEST, result.images().get(0).toString());
        assertEquals(CONFIG, Files.readString(folder.resolve("iid")));
        assertTrue(Files.readString(folder.resolve("metadata.json"))
                .contains("\"containerimage.descriptor\":{\"size\":7}"));
    }

    @Test
    void everyEventHasTheNextNumber() throws Exception {
        run(0, () -> {});
        assertEquals(
                List.of(BuildState.RUNNING, BuildState.SUCCESS),
                events.stream()
                        .map(event -> ((BuildEvent.StateChanged) event).state())
                        .toList());
        assertEquals(List.of(1L, 2L), events.stream().map(BuildEvent::seq).toList());
    }

    @Test
    void aMissingDockerfileIsFoundBeforeABuilderIsAsked() throws Exception {
        Files.delete(folder.resolve("Dockerfile"));
        assertTrue(run(0, () -> {}).problem().cause().contains("no Dockerfile 'Dockerfile'"));
        assertEquals(0, tries);
    }

    @Test
    void aMissingContextIsFoundBeforeABuilderIsAsked() throws Exception {
        Path there = folder;
        folder = folder.resolve("not-there");
        assertTrue(run(0, () -> {}).problem().cause().contains("does not exist"));
        assertEquals(0, tries);
        folder = there;
    }

    @Test
    void aBuildThatGetsNoBuilderInTimeHasFailedByAServicesFault() throws Exception {
        BuildResult result = silent(new Limits(5, 0, 20, 0), false);
        assertEquals(Fault.SERVICE, result.problem().fault());
        assertTrue(result.reason().contains("no builder within its startTimeout"), result.reason());
        assertEquals(1, tries);
    }

    @Test
    void aBuildThatPutsOutNothingIsStoppedAsItsUsersFault() throws Exception {
        BuildResult result = silent(new Limits(5, 0, 60_000, 20), true);
        assertEquals(Fault.USER, result.problem().fault());
        assertTrue(result.reason().contains("put out nothing for its noOutputTimeout"), result.reason());
        assertEquals(1, tries);
    }

    /** A build that ends only by being cancelled. */
    private BuildResult silent(Limits limits, boolean begins) throws InterruptedException {
        return new BuildRunner((request, secrets, reporter, cancel) -> {
                    tries++;
                    if (begins) {
                        reporter.builder("a builder");
                    }
                    CountDownLatch cancelled = new CountDownLatch(1);
                    cancel.onCancel(cancelled::countDown);
                    cancelled.await();
                    throw new CancelledException();
                })
                .run(request(limits), Secrets.none(), reporter(), cancellation);
    }

    private BuildResult run(int retries, Runnable engine) throws InterruptedException {
        return new BuildRunner(engine(engine))
                .run(request(new Limits(retries, 0, 0, 0)), Secrets.none(), reporter(), cancellation);
    }

    private BuildEngine engine(Runnable behaviour) {
        return (request, secrets, reporter, cancel) -> {
            tries++;
            behaviour.run();
            String descriptor = Base64.getEncoder().encodeToString("{\"size\":7}".getBytes(StandardCharsets.UTF_8));
            return new Outcome(
                    Map.of(
                            "containerimage.digest", DIGEST,
                            "containerimage.config.digest", CONFIG,
                            "containerimage.descriptor", descriptor),
                    List.of());
        };
    }

    private BuildReporter reporter() {
        return new BuildReporter(console, events::add, ProgressStyle.PLAIN, SecretMask.of(Secrets.none()));
    }

    private String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    private BuildRequest request(Limits limits) {
        return new BuildRequest(
                "id",
                "key",
                new Source(folder.toString(), null, null),
                null,
                new Recipe(null, null, null, null, false, false, null),
                new Destination(
                        List.of(ImageReference.valueOf("r.example.com/app:1")),
                        true,
                        null,
                        folder.resolve("metadata.json").toString(),
                        folder.resolve("iid").toString()),
                new Builder(""),
                null,
                null,
                null,
                limits);
    }
}
