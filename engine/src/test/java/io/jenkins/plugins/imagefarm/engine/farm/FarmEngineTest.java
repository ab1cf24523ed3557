package io.jenkins.plugins.imagefarm.engine.farm;

import static io.jenkins.plugins.imagefarm.engine.farm.PlayedFarm.fails;
import static io.jenkins.plugins.imagefarm.engine.farm.PlayedFarm.hangs;
import static io.jenkins.plugins.imagefarm.engine.farm.PlayedFarm.platforms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildAnswer;
import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodeAnswered;
import io.jenkins.plugins.imagefarm.engine.api.BuildEvent.NodesWanted;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.BuiltPlatform;
import io.jenkins.plugins.imagefarm.engine.api.Call;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.OutsideFaultException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to builds on nodes that work, fail, hang and do not answer. */
class FarmEngineTest {
    private static final String AMD64 = "linux/amd64";
    private static final String ARM64 = "linux/arm64";
    private static final Problem LOST = Problem.service("The connection to the builder broke off", "");
    private static final Problem BAD_RUN = Problem.user("RUN false failed with exit code 1", "See its output.");

    @TempDir
    private Path context;

    private PlayedFarm farm;

    @BeforeEach
    void makeFarm() throws Exception {
        farm = new PlayedFarm(context);
    }

    @AfterEach
    void close() {
        farm.close();
    }

    @Test
    void twoNodesMakeOneImage() throws Exception {
        farm.node("n1", farm.builds(), AMD64).node("n2", farm.builds(), ARM64).platforms(List.of(AMD64, ARM64));
        BuildResult result = success();
        assertEquals(platforms(AMD64, ARM64), result.platforms());
        assertEquals(
                List.of("linux/amd64@n1", "linux/arm64@n2"),
                result.parts().stream()
                        .map(part -> part.platform() + "@" + part.node())
                        .sorted()
                        .toList());
        assertTrue(result.parts().stream().noneMatch(part -> part.emulated() || part.digest() == null));
        assertEquals(
                result.digest(),
                farm.registry.store().manifest("app", "1").orElseThrow().digest());
        assertEquals(result.digest().toString(), result.metadata().get("containerimage.digest"));
        assertEquals(2, result.plan().size());
        assertTrue(farm.console().contains("[linux/arm64@n2] #1 building\n"), farm.console());
    }

    @Test
    void noPlatformsAreEveryNativeOneOfTheFarm() throws Exception {
        farm.node("n1", farm.builds(), AMD64, "linux/s390x").node("n2", farm.builds(), ARM64);
        assertEquals(platforms(AMD64, ARM64), success().platforms());
    }

    @Test
    void twoPlatformsOnOneNodeAreEachBuiltOnce() throws Exception {
        farm.node("n1", farm.builds(), AMD64, ARM64).platforms(List.of(AMD64, ARM64));
        BuildResult result = success();
        assertEquals(
                List.of(AMD64, ARM64),
                farm.asked.stream()
                        .flatMap(request -> request.recipe().platforms().stream())
                        .map(Platform::toString)
                        .sorted()
                        .toList());
        assertEquals(2, result.parts().size());
        assertEquals(
                List.of(false, true),
                result.parts().stream().map(BuiltPlatform::emulated).toList());
    }

    @Test
    void everyPartHasACacheOfItsOwnAndReadsTheCommonOneToo() throws Exception {
        BuildCache cache = BuildCache.valueOf("r.example.com/app:cache");
        farm.cacheFrom = List.of(cache);
        farm.cacheTo = List.of(cache);
        farm.node("n1", farm.builds(), ARM64).platforms(List.of(ARM64));
        success();
        BuildCache own = BuildCache.valueOf("r.example.com/app:cache-linux-arm64");
        assertEquals(List.of(own, cache), farm.asked.get(0).recipe().cacheFrom());
        assertEquals(List.of(own), farm.asked.get(0).recipe().cacheTo());
    }

    @Test
    void whatIsBuiltOnANodeIsAnOrdinaryBuildThatPushesByDigest() throws Exception {
        farm.node("n1", farm.builds(), AMD64).platforms(List.of(AMD64));
        success();
        BuildRequest asked = farm.asked.get(0);
        assertNull(asked.farm());
        assertEquals("n1", asked.builder().name());
        assertTrue(asked.destination().push() && asked.destination().byDigest());
    }

    @Test
    void aNodeThatDoesNotAnswerIsLeftOut() throws Exception {
        farm.node("dead", farm.builds()).node("n1", farm.builds(), AMD64).platforms(List.of(AMD64));
        success();
        assertTrue(farm.console().contains("dead does not answer and is left out: It does not answer"));
        assertEquals(
                Set.of("dead", "n1"),
                farm.events.stream()
                        .filter(NodeAnswered.class::isInstance)
                        .map(event -> ((NodeAnswered) event).report().node())
                        .collect(Collectors.toSet()));
    }

    @Test
    void aPlatformThatNobodyBuildsIsRefusedWithEveryNode() throws Exception {
        farm.node("dead", farm.builds()).node("n1", farm.builds(), AMD64).platforms(List.of(AMD64, "linux/s390x"));
        Problem problem = failure();
        assertTrue(problem.cause().contains("linux/s390x"), problem.cause());
        assertTrue(problem.cause().contains("n1") && problem.cause().contains("dead"), problem.cause());
    }

    @Test
    void whatALostNodeHadIsBuiltElsewhereAndTwoLinesSaySo() throws Exception {
        farm.node("n1", fails(LOST), AMD64)
                .node("n2", farm.builds(), AMD64)
                .platforms(List.of(AMD64))
                .firstMatch();
        BuildResult result = success();
        assertEquals("n2", result.parts().get(0).node());
        assertEquals(
                List.of(
                        "n1 failed while it built linux/amd64: The connection to the builder broke off.",
                        "linux/amd64 is built on n2 instead (move 1 of at most 2)."),
                farm.console()
                        .lines()
                        .filter(line -> line.startsWith("n1 ") || line.startsWith("linux/"))
                        .toList());
        assertEquals(
                List.of(
                        "STARTED linux/amd64@n1",
                        "MOVED linux/amd64@n1",
                        "STARTED linux/amd64@n2",
                        "DONE linux/amd64@n2"),
                farm.assignments());
        NodesWanted second = farm.events.stream()
                .filter(NodesWanted.class::isInstance)
                .map(NodesWanted.class::cast)
                .reduce((a, b) -> b)
                .orElseThrow();
        assertEquals(2, second.round());
        assertEquals(Set.of("n1"), second.excluded().keySet());
    }

    @Test
    void onlyTheLostNodesPlatformsMove() throws Exception {
        farm.node("n1", fails(LOST), ARM64)
                .node("n2", farm.builds(), AMD64)
                .node("n3", farm.builds(), ARM64)
                .platforms(List.of(AMD64, ARM64))
                .firstMatch();
        assertEquals(BuildState.SUCCESS, success().state());
        assertEquals(
                1,
                farm.asked.stream()
                        .filter(request -> request.builder().name().equals("n2"))
                        .count());
    }

    @Test
    void severalBuildsThatOneNodeLosesAreOneMove() throws Exception {
        farm.maxBuilds = 2;
        farm.rules(true, 1)
                .node("n1", fails(LOST), AMD64, ARM64)
                .node("n2", farm.builds(), AMD64, ARM64)
                .platforms(List.of(AMD64, ARM64))
                .firstMatch();
        success();
    }

    @Test
    void afterTheLastMoveTheFailureSaysWhatFailedWhere() throws Exception {
        farm.node("n1", fails(LOST), AMD64)
                .node("n2", fails(Problem.service("The builder's disk is full", "")), AMD64)
                .node("n3", fails(Problem.service("The builder stopped answering", "Check that it runs.")), AMD64)
                .node("n4", farm.builds(), AMD64)
                .platforms(List.of(AMD64))
                .firstMatch();
        Problem problem = failure();
        assertEquals(Fault.SERVICE, problem.fault());
        assertEquals(
                "linux/amd64@n3: The builder stopped answering; before that n1: The connection to the builder broke off; "
                        + "n2: The builder's disk is full",
                problem.cause());
        assertEquals("Check that it runs.", problem.advice());
    }

    @Test
    void aUsersFaultIsNeverMoved() throws Exception {
        farm.node("n1", fails(BAD_RUN), AMD64)
                .node("n2", farm.builds(), AMD64)
                .platforms(List.of(AMD64))
                .firstMatch();
        Problem problem = failure();
        assertEquals(Fault.USER, problem.fault());
        assertEquals("linux/amd64@n1: RUN false failed with exit code 1", problem.cause());
        assertEquals(List.of("STARTED linux/amd64@n1", "FAILED linux/amd64@n1"), farm.assignments());
    }

    @Test
    void aFailingPlatformStopsTheOthers() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        BuildEngine failsLater = (request, secrets, reporter, cancel) -> {
            started.await();
            return fails(BAD_RUN).build(request, secrets, reporter, cancel);
        };
        farm.node("n1", failsLater, AMD64).node("n2", hangs(started), ARM64).platforms(List.of(AMD64, ARM64));
        assertEquals(Fault.USER, failure().fault());
        assertTrue(farm.console().contains("linux/arm64@n2 is stopped: linux/amd64@n1 failed.\n"), farm.console());
        assertTrue(farm.assignments().contains("CANCELLED linux/arm64@n2"));
    }

    @Test
    void withoutFailFastTheOthersEndAndTheFailureNamesThePlatforms() throws Exception {
        farm.rules(false, 2)
                .node("n1", fails(BAD_RUN), AMD64)
                .node("n2", farm.builds(), ARM64)
                .platforms(List.of(AMD64, ARM64));
        assertEquals(
                "linux/amd64@n1: RUN false failed with exit code 1", failure().cause());
        assertTrue(
                farm.assignments().contains("DONE linux/arm64@n2"),
                farm.assignments().toString());
        assertTrue(farm.registry.store().tags().isEmpty(), "half an image gets no name");
    }

    @Test
    void aRegistrysFaultIsTriedAgainOnTheSameNode() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        BuildEngine second = (request, secrets, reporter, cancel) -> {
            if (tries.incrementAndGet() == 1) {
                throw new OutsideFaultException(Problem.service("the registry answered 500", ""), null);
            }
            return farm.builds().build(request, secrets, reporter, cancel);
        };
        farm.retries = 1;
        farm.node("n1", second, AMD64)
                .node("n2", farm.builds(), AMD64)
                .platforms(List.of(AMD64))
                .firstMatch();
        assertEquals("n1", success().parts().get(0).node());
        assertTrue(farm.console().contains("[linux/amd64@n1] Try 1 of 2 failed: the registry answered 500."));
    }

    @Test
    void theOnlyNodeIsTriedAgainRatherThanGivenUp() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        BuildEngine second = (request, secrets, reporter, cancel) -> tries.incrementAndGet() == 1
                ? fails(LOST).build(request, secrets, reporter, cancel)
                : farm.builds().build(request, secrets, reporter, cancel);
        farm.retries = 1;
        farm.node("n1", second, AMD64).node("n2", farm.builds(), ARM64).platforms(List.of(AMD64, ARM64));
        success();
    }

    @Test
    void whoGetsNoSlotWithinItsStartTimeoutHasFailedByAServicesFault() throws Exception {
        farm.startTimeoutMs = 20;
        farm.keepsWaiting(wish -> {}).node("n1", farm.builds(), AMD64).platforms(List.of(AMD64));
        Problem problem = farm.build().problem();
        assertEquals(Fault.SERVICE, problem.fault());
        assertTrue(problem.cause().startsWith("The build got no builder within its startTimeout"), problem.cause());
    }

    /** It is kept waiting until it would have been stopped for its silence. */
    @Test
    void theWaitForAnotherSlotIsNoSilence() throws Exception {
        farm.noOutputTimeoutMs = 1000;
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger wishes = new AtomicInteger();
        BuildEngine lost = (request, secrets, reporter, cancel) -> {
            reporter.builder("n1");
            throw new ProblemException(LOST);
        };
        farm.firstMatch()
                .keepsWaiting(wish -> timer.schedule(wish, wishes.getAndIncrement() * 2500L, TimeUnit.MILLISECONDS))
                .node("n1", lost, AMD64)
                .node("n2", farm.builds(), AMD64)
                .platforms(List.of(AMD64));
        assertEquals("n2", success().parts().get(0).node());
        timer.shutdownNow();
    }

    @Test
    void anAbortWhileItWaitsForASlotEndsTheBuildAndLeavesTheQueue() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        farm.maxBuilds = 1;
        farm.oneBuildAtATime().node("n1", hangs(started), AMD64, ARM64).platforms(List.of(AMD64, ARM64));
        Future<BuildResult> build = farm.start();
        started.await();
        farm.cancellation.cancel();
        assertEquals(BuildState.CANCELLED, build.get().state());
        assertEquals(1, farm.asked.size(), "the other platform never got a slot");
    }

    @Test
    void anAbortEndsEveryPart() throws Exception {
        CountDownLatch started = new CountDownLatch(2);
        farm.node("n1", hangs(started), AMD64).node("n2", hangs(started), ARM64).platforms(List.of(AMD64, ARM64));
        Future<BuildResult> build = farm.start();
        started.await();
        farm.cancellation.cancel();
        assertEquals(BuildState.CANCELLED, build.get().state());
        assertEquals(
                Set.of("CANCELLED linux/amd64@n1", "CANCELLED linux/arm64@n2"),
                farm.assignments().stream()
                        .filter(each -> each.startsWith("CANCELLED"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void aDryRunShowsThePlanAndBuildsNothing() throws Exception {
        farm.dryRun()
                .node("n1", farm.builds(), AMD64, ARM64)
                .node("n2", farm.builds(), ARM64)
                .platforms(List.of(AMD64, ARM64));
        BuildResult result = success();
        assertNull(result.digest());
        assertFalse(result.pushed());
        assertEquals(2, result.plan().size());
        assertTrue(farm.asked.isEmpty());
        assertTrue(farm.console().contains("n2    linux/arm64  natively\n"), farm.console());
    }

    @Test
    void aCallIsAnsweredByOneNodeAndMakesNothing() throws Exception {
        farm.call = Call.TARGETS;
        farm.node("n1", farm.builds(), AMD64).node("n2", farm.builds(), ARM64).platforms(List.of(AMD64, ARM64));
        BuildResult result = farm.build();
        assertEquals(BuildState.SUCCESS, result.state(), farm::console);
        assertEquals(1, farm.asked.size());
        assertEquals(Call.TARGETS, farm.asked.get(0).call());
        assertFalse(result.pushed());
        assertEquals(Map.of(), farm.registry.store().tags());
    }

    @Test
    void oneNodeBuildsItAllAsIfItWereTheOnlyBuilder() throws Exception {
        farm.oneNode().node("n1", farm.builds(), AMD64, ARM64).platforms(List.of(AMD64, ARM64));
        success();
        BuildRequest asked = farm.asked.get(0);
        assertEquals(1, farm.asked.size());
        assertEquals(platforms(AMD64, ARM64), asked.recipe().platforms());
        assertFalse(asked.destination().byDigest());
        assertTrue(asked.destination().cleanup());
        assertTrue(farm.registry.store().tags().isEmpty(), "the node names the image, not the engine");
        assertTrue(farm.console().contains("\n#1 building\n"), farm.console());
    }

    private BuildResult success() throws Exception {
        BuildResult result = farm.build();
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + "\n" + farm.console());
        return result;
    }

    private Problem failure() throws Exception {
        BuildResult result = farm.build();
        assertEquals(BuildState.FAILURE, result.state(), farm::console);
        return result.problem();
    }

    /** As an s2i build does, whose slots Jenkins keeps: all that it answered before stands in the same file. */
    @Test
    void aSecondBuildOfTheSameProcessAsksAnewAndIsNotAnsweredByWhatTheFirstOneWas() throws Exception {
        List<BuildAnswer> told = new CopyOnWriteArrayList<>();
        LocalSlots slots = new LocalSlots();
        farm.dispatchers = (request, secrets, reports, answers) -> {
            List.copyOf(told).forEach(answers);
            return slots.open(request, secrets, reports, answer -> {
                told.add(answer);
                answers.accept(answer);
            });
        };
        farm.node("n1", farm.builds(), AMD64).oneNode();
        success();
        success();
        assertEquals(
                List.of(1, 2),
                farm.events.stream()
                        .filter(NodesWanted.class::isInstance)
                        .map(event -> ((NodesWanted) event).round())
                        .toList());
        assertEquals(
                List.of(
                        "STARTED linux/amd64@n1",
                        "DONE linux/amd64@n1",
                        "STARTED linux/amd64@n1",
                        "DONE linux/amd64@n1"),
                farm.assignments());
    }
}
