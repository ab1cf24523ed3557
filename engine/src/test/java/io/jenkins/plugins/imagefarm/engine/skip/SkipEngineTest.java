package io.jenkins.plugins.imagefarm.engine.skip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageNames;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Output;
import io.jenkins.plugins.imagefarm.engine.api.Platform;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.Outcome;
import io.jenkins.plugins.imagefarm.engine.build.RetryingEngine;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.cli.CommandLineRun;
import io.jenkins.plugins.imagefarm.engine.fault.Eventually;
import io.jenkins.plugins.imagefarm.engine.registry.FakeCertificate;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Builds that need not be done, with a builder that only notes that it was asked. */
class SkipEngineTest {
    private static final Login LOGIN = new Login("ci", "s3cret");
    private static final Login OTHER = new Login("other", "0ther");
    private static final String CONFIG = "sha256:" + "c".repeat(64);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final Map<String, Login> logins = new HashMap<>();
    private final Cancellation cancellation = new Cancellation();
    private List<Registry> settings = List.of();
    private List<Output> outputs = List.of();
    private boolean push = true;
    private boolean built;

    @BeforeEach
    void writeDockerfile() throws IOException {
        Files.writeString(folder.resolve("Dockerfile"), "FROM scratch");
    }

    @Test
    void whatIsInAllRegistriesIsNotBuiltAndItsDigestsAreTold() throws Exception {
        try (FakeRegistry one = FakeRegistry.withTokens(LOGIN).start();
                FakeRegistry two = FakeRegistry.withPassword(OTHER).start()) {
            one.tokens().refuseAnonymous();
            logins.putAll(Map.of(one.host(), LOGIN, two.host(), OTHER));
            Digest digest = null;
            for (FakeRegistry registry : List.of(one, two)) {
                digest = image(registry, "1.0", "");
                image(registry, "latest", "");
            }
            BuildResult result = run(List.of(one.host() + "/team/app", two.host() + "/team/app"), "1.0", "latest");
            assertEquals(BuildState.SKIPPED, result.state());
            assertFalse(built);
            assertEquals(digest, result.digest());
            assertEquals(CONFIG, result.imageId().toString());
            assertFalse(result.pushed());
            assertNull(result.problem());
            String at = "@" + digest;
            List<String> images = List.of(
                    one.host() + "/team/app:1.0" + at,
                    one.host() + "/team/app:latest" + at,
                    two.host() + "/team/app:1.0" + at,
                    two.host() + "/team/app:latest" + at);
            assertEquals(images, result.images().stream().map(Object::toString).toList());
            assertEquals(
                    "#0 skipped, all names are there already: " + String.join(", ", images) + System.lineSeparator(),
                    console());
            assertEquals(CONFIG, Files.readString(folder.resolve("iid")));
        }
    }

    @Test
    void theCommandLineAsksNoBuilderEither() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            Digest digest = image(registry, "1.0", "");
            String repository = registry.host() + "/team/app";
            CommandLineRun run = CommandLineRun.of(
                    "build",
                    "--builder=unix:///nowhere.sock",
                    "--push",
                    "--repository=" + repository,
                    "-t1.0",
                    "--skip-if-exists",
                    folder.toString());
            assertEquals(
                    "#0 skipped, all names are there already: " + repository + ":1.0@" + digest,
                    run.output().strip());
            assertEquals(0, run.exitCode());
        }
    }

    @Test
    void whatLacksOneNameIsBuilt() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            image(registry, "1.0", "");
            assertBuilt(
                    "#0 not skipped: there is no " + registry.host() + "/team/app:latest yet",
                    run(registry, "1.0", "latest"));
        }
    }

    @Test
    void whatIsNotPushedIsBuilt() throws Exception {
        push = false;
        assertBuilt("#0 not skipped: nothing is pushed", run(List.of(), "app"));
    }

    @Test
    void whatIsWrittenSomewhereTooIsBuilt() throws Exception {
        outputs = List.of(Output.valueOf("type=local,dest=" + folder));
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            image(registry, "1.0", "");
            assertBuilt("#0 not skipped: outputs are wanted, too", run(registry, "1.0"));
            assertTrue(registry.requests().isEmpty());
        }
    }

    @Test
    void namesThatStandForDifferentImagesAreToldWithTheirOwnDigests() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            Digest one = image(registry, "1.0", "");
            Digest two = image(registry, "latest", " ");
            BuildResult result = run(registry, "1.0", "latest");
            String name = registry.host() + "/team/app:";
            assertEquals(one, result.digest());
            assertEquals(
                    List.of(name + "1.0@" + one, name + "latest@" + two),
                    result.images().stream().map(Object::toString).toList());
        }
    }

    @Test
    void anIndexSaysItsPlatforms() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            String entry = "{\"digest\":\"%s\",\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}";
            String index =
                    "{\"manifests\":[" + entry.formatted(CONFIG, "amd64") + "," + entry.formatted(CONFIG, "arm64") + ","
                            + entry.formatted(CONFIG, "unknown").replace("linux", "unknown") + "]}";
            registry.store()
                    .putManifest(
                            "team/app",
                            "1.0",
                            "application/vnd.oci.image.index.v1+json",
                            index.getBytes(StandardCharsets.UTF_8));
            BuildResult result = run(registry, "1.0");
            assertEquals(List.of(Platform.valueOf("linux/amd64"), Platform.valueOf("linux/arm64")), result.platforms());
            assertNull(result.imageId());
        }
    }

    @Test
    void aCertificateAuthorityOfTheRegistrysOwnIsTrusted() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().tls().start()) {
            image(registry, "1.0", "");
            settings = List.of(new Registry(registry.host(), false, registry.certificate()));
            assertEquals(BuildState.SKIPPED, run(registry, "1.0").state());
            settings = List.of(
                    new Registry(registry.host(), false, FakeCertificate.make().pem()));
            assertBuilt(
                    "#0 not skipped: it cannot be seen whether there is " + registry.host()
                            + "/team/app:1.0: The certificate of the registry " + registry.host() + " is not trusted",
                    run(registry, "1.0"));
        }
    }

    /** As of a repository that is not there yet, on Docker Hub and others. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void whatMayNotBeSeenIsBuilt(int status) throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always(".*", ".*/manifests/.*", FakeFault.status(status));
            assertBuilt("#0 not skipped: it cannot be seen whether there is " + registry.host(), run(registry, "1.0"));
        }
    }

    @Test
    void aRegistryThatIsOverloadedIsAskedAgainWhenItSays() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            image(registry, "1.0", "");
            registry.faults().next(1, "HEAD", ".*/manifests/.*", FakeFault.retryAfter(429, "0"));
            registry.faults().next(1, "HEAD", ".*/manifests/.*", FakeFault.retryAfter(503, "0"));
            assertEquals(BuildState.SKIPPED, run(registry, "1.0").state());
        }
    }

    @Test
    void aRegistryThatStaysOutOfOrderFailsTheBuildBeforeItBegins() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always(".*", ".*/manifests/.*", FakeFault.retryAfter(503, "3600"));
            BuildResult result = run(registry, "1.0");
            assertEquals(BuildState.FAILURE, result.state());
            assertEquals(Fault.SERVICE, result.problem().fault());
            assertFalse(built);
        }
    }

    @Test
    void aBuildIsCancelledWhileARegistryHangs() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("HEAD", ".*/manifests/.*", FakeFault.hang());
            Future<BuildResult> build = Executors.newSingleThreadExecutor().submit(() -> run(registry, "1.0"));
            Eventually.holds(
                    "asked",
                    () -> registry.requests().stream().anyMatch(request -> request.is("HEAD", ".*/manifests/.*")));
            cancellation.cancel();
            assertEquals(BuildState.CANCELLED, build.get().state());
            assertFalse(built);
        }
    }

    private static Digest image(FakeRegistry registry, String tag, String blanks) {
        String manifest = "{\"schemaVersion\":2," + blanks + "\"config\":{\"digest\":\"" + CONFIG
                + "\",\"size\":7},\"layers\":[]}";
        return registry.store()
                .putManifest(
                        "team/app",
                        tag,
                        "application/vnd.oci.image.manifest.v1+json",
                        manifest.getBytes(StandardCharsets.UTF_8));
    }

    private void assertBuilt(String line, BuildResult result) {
        assertEquals(BuildState.SUCCESS, result.state(), () -> result.problem() + console());
        assertTrue(built);
        assertEquals(1, console().lines().filter(each -> each.startsWith(line)).count(), console());
    }

    private String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    private BuildResult run(FakeRegistry registry, String... tags) throws InterruptedException {
        return run(List.of(registry.host() + "/team/app"), tags);
    }

    private BuildResult run(List<String> repositories, String... tags) throws InterruptedException {
        built = false;
        console.reset();
        BuildEngine builder = (request, secrets, reporter, stop) -> {
            built = true;
            return new Outcome(Map.of(), List.of());
        };
        ImageNames names = ImageNames.of(repositories, List.of(tags), false);
        BuildRequest request = new BuildRequest(
                "skip",
                "skip",
                new Source(folder.toString(), null, null),
                new Recipe(null, null, null, null, false, false, null),
                new Destination(
                        names.tags(),
                        names.repositories(),
                        push,
                        true,
                        false,
                        false,
                        outputs,
                        null,
                        null,
                        null,
                        folder.resolve("iid").toString()),
                new Builder(""),
                settings,
                ProgressStyle.PLAIN,
                0);
        Secrets secrets = new Secrets(logins, Map.of());
        return new BuildRunner(
                        new RetryingEngine(builder),
                        builder,
                        engine -> new SkipEngine(engine, host -> Optional.empty()))
                .run(
                        request,
                        secrets,
                        new BuildReporter(console, event -> {}, ProgressStyle.PLAIN, SecretMask.of(secrets)),
                        cancellation);
    }
}
