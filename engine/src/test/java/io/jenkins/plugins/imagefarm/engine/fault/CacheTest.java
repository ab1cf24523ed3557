package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.CacheKeys;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that come from elsewhere than the daemon's own store. */
class CacheTest {
    private static final String WENT_ON = "WARNING: the build went on without a cache, ";

    @TempDir
    private Path context;

    private final String name = UUID.randomUUID().toString();
    private final String repository = Engines.plainRegistry() + "/cache/" + name;
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
        BackgroundBuild second = success(request.on(fresh.builder()).cacheTo().cacheFrom(repository + ":cache"));
        assertRun(false, second);
        assertTrue(
                second.console().lines().anyMatch(line -> line.matches("\\d+ of \\d+ steps came from a cache")),
                second::console);
    }

    @Test
    void theImageItselfHoldsTheCacheIfItIsInline() throws Exception {
        TestRequest request = request().push(repository + ":app");
        success(request.cacheTo("type=inline"));
        assertRun(false, success(request.on(fresh.builder()).cacheTo().cacheFrom(repository + ":app")));
    }

    @Test
    void aFolderHoldsTheCacheToo(@TempDir Path folder) throws Exception {
        TestRequest request = request();
        // Not there yet, which is no reason to worry.
        BackgroundBuild first =
                success(request.cacheFrom("type=local,src=" + folder).cacheTo("type=local,mode=max,dest=" + folder));
        assertFalse(first.console().contains("WARNING"), first::console);
        assertRun(false, success(request.on(fresh.builder()).cacheTo()));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(
                    List.of("blobs", "index.json", "index.json.lock", "oci-layout"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
    }

    @Test
    void aFolderThatHoldsNoCacheFailsNoBuild(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("index.json"), "[");
        assertWarning(
                "WARNING: the build goes on without the cache of type local, " + folder
                        + ": its index.json is not that of an image layout",
                success(request().cacheFrom("type=local,src=" + folder)));
    }

    @Test
    void aBucketHoldsTheCacheToo() throws Exception {
        TestRequest request = request();
        String bucket = s3(Engines.s3());
        success(request.cacheTo(bucket + ",mode=max"), s3Keys(Engines.s3KeyId()));
        BackgroundBuild second =
                success(request.on(fresh.builder()).cacheTo().cacheFrom(bucket), s3Keys(Engines.s3KeyId()));
        assertRun(false, second);
        assertFalse(second.console().contains(Engines.s3Key()), second::console);
    }

    @Test
    void aBucketThatCannotBeOpenedFailsNoBuild() throws Exception {
        Secrets wrong = s3Keys("wrong-key-id");
        BackgroundBuild written = success(request().cacheTo(s3(Engines.s3())), wrong);
        assertWarning(WENT_ON + "exporting cache to Amazon S3: ", written);
        assertFalse(written.console().contains("wrong-key-id"), written::console);
        BackgroundBuild read = success(request().cacheFrom(s3(Engines.s3())), wrong);
        assertWarning(WENT_ON + "importing cache manifest from s3:", read);
    }

    @Test
    void aDaemonThatKnowsNoBucketsSaysSoAndBuilds() throws Exception {
        TestRequest request = TestRequest.of(context, Engines.docker(), "RUN echo one");
        String bucket = s3(Engines.s3());
        assertWarning(
                "WARNING: the build goes on without the cache of type s3, s3://" + Engines.s3Bucket() + "/" + name
                        + ": the builder writes none of that type",
                success(request.cacheTo(bucket), s3Keys(Engines.s3KeyId())));
        assertWarning(
                WENT_ON + "importing cache manifest from s3:",
                success(request.cacheTo().cacheFrom(bucket)));
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
            for (FakeFault fault :
                    List.of(FakeFault.status(403), FakeFault.status(413), FakeFault.status(507), FakeFault.reset())) {
                registry.faults().clear();
                registry.faults().always("POST|PUT|PATCH", "/v2/.*", fault);
                String cache = registry.host() + "/team/cache:1";
                assertWarning(
                        WENT_ON + "exporting cache to registry: ",
                        success(request().cacheTo("type=registry,ref=" + cache)));
            }
        }
    }

    @Test
    void aCacheThatCannotBeReadFailsNoBuild() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("GET|HEAD", "/v2/.*", FakeFault.status(500));
            String cache = registry.host() + "/team/cache:1";
            assertWarning(
                    WENT_ON + "importing cache manifest from " + cache + ": ",
                    success(request().cacheFrom(cache)));
        }
    }

    @Test
    void aCacheWhoseRegistryIsDownFailsNoBuild() throws Exception {
        String down = "127.0.0.1:1/team/cache:1";
        assertWarning(
                WENT_ON + "importing cache manifest from " + down + ": ",
                success(request().cacheFrom(down)));
        assertWarning(
                WENT_ON + "exporting cache to registry: ", success(request().cacheTo("type=registry,ref=" + down)));
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
        assertWarning(
                "WARNING: the build goes on without the cache of type registry, " + repository
                        + ":cache: Docker's BuildKit with the classic image store writes none of that type",
                build);
    }

    private static void assertWarning(String begin, BackgroundBuild build) {
        assertEquals(1, warnings(build).size(), build::console);
        assertTrue(warnings(build).get(0).startsWith(begin), build::console);
    }

    private static List<String> warnings(BackgroundBuild build) {
        return build.console()
                .lines()
                .filter(line -> line.startsWith("WARNING"))
                .toList();
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

    /** A cache of this test in the bucket. */
    private String s3(String url) {
        return "type=s3,region=us-east-1,use_path_style=true,bucket=" + Engines.s3Bucket() + ",endpoint_url=" + url
                + ",name=" + name;
    }

    private static Secrets s3Keys(String id) {
        return Secrets.none()
                .withCaches(
                        Map.of("s3", new CacheKeys(Map.of("access_key_id", id, "secret_access_key", Engines.s3Key()))));
    }

    private static BackgroundBuild success(TestRequest request) throws Exception {
        return success(request, Secrets.none());
    }

    private static BackgroundBuild success(TestRequest request, Secrets secrets) throws Exception {
        BackgroundBuild build = BackgroundBuild.of(request.request(), secrets);
        assertEquals(BuildState.SUCCESS, build.result().state(), build::console);
        return build;
    }
}
