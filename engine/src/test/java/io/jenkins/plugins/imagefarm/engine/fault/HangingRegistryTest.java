package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A registry that takes connections and does not answer: daemons wait for it without end, the engine does not. All builds run
 * at once, since each takes as long as the engine is patient.
 */
class HangingRegistryTest {
    @TempDir
    private static Path folder;

    private static FakeRegistry silent;
    private static FakeRegistry slow;
    private static FakeRegistry cache;
    private static BackgroundBuild push;
    private static BackgroundBuild oldPush;
    private static BackgroundBuild pull;
    private static BackgroundBuild slowPush;
    private static BackgroundBuild silentCaches;
    private static BackgroundBuild lateCache;

    @BeforeAll
    static void startBuilds() throws Exception {
        silent = FakeRegistry.open().start();
        silent.faults().always(".*", ".*", FakeFault.hang());
        slow = FakeRegistry.open().start();
        slow.faults().always("PUT", "/v2/team/app/manifests/1", FakeFault.hang());
        cache = FakeRegistry.open().start();
        cache.faults().next(1, "GET", "/v2/", FakeFault.answer(200, "{}"));
        cache.faults().always(".*", ".*", FakeFault.hang());
        push = BackgroundBuild.of(request("push", Daemon.DOCKER)
                .push(silent.host() + "/team/app:1")
                .request());
        oldPush = BackgroundBuild.of(request("old", Daemon.DOCKER20)
                .push(silent.host() + "/team/app:1")
                .request());
        pull = BackgroundBuild.of(request("pull", Daemon.BUILDKITD)
                .dockerfile("FROM " + silent.host() + "/team/base:1\n")
                .request());
        slowPush = BackgroundBuild.of(request("slow", Daemon.BUILDKITD)
                .push(slow.host() + "/team/app:1")
                .request());
        String image = silent.host() + "/team/cache:1";
        String bucket = "type=s3,region=r,bucket=b,endpoint_url=http://" + silent.host();
        silentCaches = BackgroundBuild.of(request("caches", Daemon.BUILDKITD)
                .cacheFrom(image, bucket)
                .cacheTo("type=registry,ref=" + image, bucket)
                .request());
        lateCache = BackgroundBuild.of(request("late", Daemon.BUILDKITD)
                .cacheTo("type=registry,ref=" + cache.host() + "/team/cache:1")
                .request());
    }

    private static TestRequest request(String name, Daemon daemon) throws Exception {
        return TestRequest.of(Files.createDirectory(folder.resolve(name)), daemon.builder(), "RUN date +%N > /now");
    }

    @AfterAll
    static void closeRegistries() {
        silent.close();
        slow.close();
        cache.close();
    }

    @Test
    void isGivenUpInAPush() throws Exception {
        FailedBuild.of(push).isTheServicesFault("The registry " + silent.host() + " does not answer");
    }

    /** By who looks first: the watch, or the push itself, which asks how to log in. */
    @Test
    void isGivenUpBeforeAPushOfAnOldDocker() throws Exception {
        FailedBuild.of(oldPush).isTheServicesFault(silent.host() + " does not answer");
    }

    @Test
    void isGivenUpInAPull() throws Exception {
        FailedBuild.of(pull).isTheServicesFault("The registry " + silent.host() + " does not answer");
    }

    @Test
    void isNotGivenUpWhileItIsOnlySlow() throws Exception {
        Eventually.holds(
                "the engine has asked the registry twice while it waits",
                () -> slow.requests().stream()
                                .filter(request -> request.path().equals("/v2/")
                                        && request.method().equals("GET"))
                                .count()
                        >= 2);
        slow.faults().clear();
        assertEquals(BuildState.SUCCESS, slowPush.result().state(), slowPush::console);
    }

    /** It is never asked for: BuildKit would build nothing more, for nobody, until there is an answer. */
    @Test
    void isLeftOutIfItIsACache() throws Exception {
        assertEquals(BuildState.SUCCESS, silentCaches.result().state(), silentCaches::console);
        for (String place : List.of("registry, " + silent.host() + "/team/cache:1", "s3, s3://b/buildkit")) {
            assertEquals(
                    2,
                    silentCaches
                            .console()
                            .lines()
                            .filter(line -> line.startsWith(
                                            "WARNING: the build goes on without the cache of type " + place + ": ")
                                    && line.endsWith(silent.host() + " does not answer"))
                            .count(),
                    silentCaches::console);
        }
    }

    @Test
    void isGivenUpAsACacheAndNotTheBuild() throws Exception {
        assertEquals(BuildState.SUCCESS, lateCache.result().state(), lateCache::console);
        assertTrue(
                lateCache
                        .console()
                        .contains("WARNING: the build goes on without the cache of type registry, " + cache.host()
                                + "/team/cache:1: " + cache.host() + " does not answer\n"),
                lateCache::console);
    }
}
