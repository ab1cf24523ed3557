package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that come from elsewhere than the daemon's own store. */
class CacheTest {
    @TempDir
    private Path context;

    private final String repository = Engines.plainRegistry() + "/cache/" + UUID.randomUUID();
    private PrivateBuildkitd fresh;

    @BeforeEach
    void startDaemon() throws Exception {
        fresh = PrivateBuildkitd.start();
    }

    @AfterEach
    void endDaemon() throws Exception {
        fresh.close();
    }

    @Test
    void aDaemonThatNeverBuiltItTakesTheLayersFromTheRegistry() throws Exception {
        TestRequest request = request();
        success(request.cacheTo("type=registry,ref=" + repository + ":cache"));
        assertRun(false, success(request.on(fresh.builder()).cacheTo().cacheFrom(repository + ":cache")));
    }

    @Test
    void theImageItselfHoldsTheCacheIfItIsInline() throws Exception {
        TestRequest request = request().push(repository + ":app");
        success(request.cacheTo("type=inline"));
        assertRun(false, success(request.on(fresh.builder()).cacheTo().cacheFrom(repository + ":app")));
    }

    @Test
    void withoutACacheItIsBuiltAgain() throws Exception {
        TestRequest request = request();
        success(request);
        BackgroundBuild second = success(request.on(fresh.builder()).cacheFrom(repository + ":none"));
        assertRun(true, second);
        assertFalse(second.console().contains("WARNING"), second::console);
    }

    /** As a registry does that is read only, full or down: {@link FakeFault} says how. */
    @Test
    void aCacheThatCannotBeWrittenFailsNoBuild() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            for (FakeFault fault : List.of(FakeFault.status(403), FakeFault.status(507), FakeFault.reset())) {
                registry.faults().clear();
                registry.faults().always("POST|PUT|PATCH", "/v2/.*", fault);
                String cache = registry.host() + "/team/cache:1";
                assertWarning(
                        "exporting cache to registry: ", success(request().cacheTo("type=registry,ref=" + cache)));
            }
        }
    }

    @Test
    void aCacheThatCannotBeReadFailsNoBuild() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("GET|HEAD", "/v2/.*", FakeFault.status(500));
            String cache = registry.host() + "/team/cache:1";
            assertWarning(
                    "importing cache manifest from " + cache + ": ",
                    success(request().cacheFrom(cache)));
        }
    }

    @Test
    void aStepThatFailsIsToldAndNotTheCacheBeforeIt() throws Exception {
        TestRequest request = TestRequest.of(context, Engines.buildkitd(), "RUN echo no && exit 3")
                .cacheFrom(repository + ":none", "127.0.0.1:1/no/cache:1");
        FailedBuild.of(BackgroundBuild.of(request.request())).isTheUsersFault("exit 3", "exit code 3");
    }

    @Test
    void aDaemonThatWritesNoSuchCacheSaysSoAndBuilds() throws Exception {
        BackgroundBuild build = success(TestRequest.of(context, Engines.docker20(), "RUN echo one")
                .cacheTo("type=registry,ref=" + repository + ":cache"));
        assertTrue(
                build.console()
                        .contains(
                                "WARNING: Docker's BuildKit with the classic image store writes no cache of type registry; it is left out\n"),
                build::console);
    }

    private static void assertWarning(String text, BackgroundBuild build) {
        List<String> warnings = build.console()
                .lines()
                .filter(line -> line.startsWith("WARNING"))
                .toList();
        assertEquals(1, warnings.size(), build::console);
        assertTrue(warnings.get(0).startsWith("WARNING: the build went on without a cache, " + text), build::console);
    }

    /** What comes from a cache prints nothing; its layers may have to be fetched, so it is not always CACHED. */
    private static void assertRun(boolean expected, BackgroundBuild build) {
        assertEquals(
                expected,
                build.console().lines().anyMatch(line -> line.matches("#\\d+ [0-9.]+ the (first|second) of two")),
                build::console);
    }

    private TestRequest request() throws Exception {
        return TestRequest.of(context, Engines.buildkitd(), "RUN echo the first of two", "RUN echo the second of two");
    }

    private static BackgroundBuild success(TestRequest request) throws Exception {
        BackgroundBuild build = BackgroundBuild.of(request.request());
        assertEquals(BuildState.SUCCESS, build.result().state(), build::console);
        return build;
    }
}
