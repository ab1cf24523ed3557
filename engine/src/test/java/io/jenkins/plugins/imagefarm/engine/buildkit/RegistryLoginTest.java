package io.jenkins.plugins.imagefarm.engine.buildkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildRequest;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Destination;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.ProgressStyle;
import io.jenkins.plugins.imagefarm.engine.api.Recipe;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.api.Source;
import io.jenkins.plugins.imagefarm.engine.build.BuildReporter;
import io.jenkins.plugins.imagefarm.engine.build.BuildRunner;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.SecretMask;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What real daemons ask the session for when a registry wants a login, and what they make of the answers. */
class RegistryLoginTest {
    private static final Login LOGIN = new Login("ci", "s3cret");
    private static final Login WRONG = new Login("ci", "wr0ng");

    /** The daemons, by how they come by their registries. */
    enum Daemon {
        DOCKER(Engines::docker),
        BUILDKITD(Engines::buildkitd);

        private final Supplier<Builder> builder;

        Daemon(Supplier<Builder> builder) {
            this.builder = builder;
        }
    }

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private LoginSource otherLogins = host -> Optional.empty();

    @ParameterizedTest
    @EnumSource
    void theDaemonPushesWithTokensAndNeverSeesThePassword(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            registry.tokens().refuseAnonymous();
            push(daemon, registry, LOGIN, BuildState.SUCCESS);
            assertTrue(registry.store().manifest("team/app", "1").isPresent());
            assertFalse(registry.requests().stream()
                    .anyMatch(request -> request.login().equals("basic")));
            assertFalse(console().contains("gets the password"), console());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDaemonPushesWithThePasswordIfThereIsNoOtherWay(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withPassword(LOGIN).start()) {
            push(daemon, registry, LOGIN, BuildState.SUCCESS);
            assertTrue(registry.store().manifest("team/app", "1").isPresent());
            assertTrue(
                    console().contains("The builder gets the password of the registry " + registry.host()), console());
        }
    }

    @Test
    void aLoginGivenWithTheRequestIsTakenBeforeOneOfTheMachine() throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            otherLogins = LoginSource.of(Map.of(registry.host(), WRONG));
            push(Daemon.DOCKER, registry, LOGIN, BuildState.SUCCESS);
            otherLogins = LoginSource.of(Map.of(registry.host(), LOGIN));
            push(Daemon.DOCKER, registry, null, BuildState.SUCCESS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordIsToldAsWhatItIs(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            BuildResult result = push(daemon, registry, WRONG, BuildState.FAILURE);
            assertEquals(Fault.USER, result.problem().fault());
            assertEquals(
                    "The registry " + registry.host() + " refuses the user 'ci': incorrect username or password",
                    result.problem().cause());
            assertFalse(console().contains("wr0ng"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordForARegistryThatTakesNothingElseIsToldAsWhatItIs(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withPassword(LOGIN).start()) {
            BuildResult result = push(daemon, registry, WRONG, BuildState.FAILURE);
            assertEquals(Fault.USER, result.problem().fault());
            assertTrue(
                    result.problem().cause().contains("'ci'"), result.problem().cause());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingLoginIsToldAsWhatItIs(Daemon daemon) throws Exception {
        for (FakeRegistry.Setup setup : List.of(FakeRegistry.withTokens(LOGIN), FakeRegistry.withPassword(LOGIN))) {
            try (FakeRegistry registry = setup.start()) {
                BuildResult result = push(daemon, registry, null, BuildState.FAILURE);
                assertEquals(Fault.USER, result.problem().fault());
                assertTrue(
                        result.problem().cause().contains("wants a login"),
                        result.problem().cause());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPrivateBaseImageIsToldAsWhatItIs(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            registry.tokens().refuseAnonymousPull();
            BuildResult result =
                    build(daemon, registry, null, "FROM " + registry.host() + "/team/base:1\n", BuildState.FAILURE);
            assertEquals(Fault.USER, result.problem().fault());
            assertTrue(
                    result.problem().cause().contains("wants a login"),
                    result.problem().cause());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aUserWhoMayNotPushIsToldSo(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            registry.tokens().refusePush();
            BuildResult result = push(daemon, registry, LOGIN, BuildState.FAILURE);
            assertEquals(Fault.USER, result.problem().fault());
            assertTrue(
                    result.problem().cause().contains("does not let the user 'ci'"),
                    result.problem().cause());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenEndpointThatStumblesDoesNotStopTheBuild(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            registry.faults().next(2, "POST", "/token", FakeFault.status(503));
            push(daemon, registry, LOGIN, BuildState.SUCCESS);
        }
    }

    /** The daemon keeps what it knows of a registry, and looks which of it may serve the next session. */
    @ParameterizedTest
    @EnumSource
    void aBuildWithALoginDoesNotGetTheTokensOfOneWithout(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            push(daemon, registry, null, BuildState.FAILURE);
            push(daemon, registry, LOGIN, BuildState.SUCCESS);
            push(daemon, registry, null, BuildState.FAILURE);
            assertFalse(console().contains("gets the password"), console());
        }
    }

    /**
     * Such a client has no token authority. The daemon asks other sessions for their passwords then, to see whether
     * they are the same as that client's: none. A session that was taken for the same would pull with anonymous tokens,
     * under a registry's limit for everybody.
     */
    @Test
    void aBuildWithALoginIsNotTakenForOneOfAnOlderClientWithout() throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            push(Daemon.BUILDKITD, registry, LOGIN, BuildState.SUCCESS);
            String dockerfile = "FROM " + registry.host() + "/team/app:1\nCOPY Dockerfile /other\n";
            buildWithOlderClient(dockerfile);
            long posts = posts(registry);
            build(Daemon.DOCKER, registry, LOGIN, dockerfile, BuildState.SUCCESS);
            assertEquals(2, posts(registry) - posts, "a token for pulling, one for pushing");
            assertFalse(console().contains("gets the password"), console());
        }
    }

    private static long posts(FakeRegistry registry) {
        return registry.requests().stream()
                .filter(request -> request.is("POST", "/token"))
                .count();
    }

    private void buildWithOlderClient(String dockerfile) throws Exception {
        Path context = Files.createDirectory(folder.resolve("older"));
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        ProcessBuilder older = Engines.dockerCli("buildx", "build", "--output=type=cacheonly", context.toString());
        older.environment().put("BUILDKIT_NO_CLIENT_TOKEN", "1");
        Process process = older.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    private BuildResult push(Daemon daemon, FakeRegistry registry, Login login, BuildState expected) throws Exception {
        return build(daemon, registry, login, "FROM scratch\nCOPY Dockerfile /\n", expected);
    }

    private BuildResult build(Daemon daemon, FakeRegistry registry, Login login, String dockerfile, BuildState expected)
            throws Exception {
        // Something new each time: what a registry has is not pushed again.
        Files.writeString(folder.resolve("Dockerfile"), dockerfile + "# " + UUID.randomUUID());
        BuildRequest request = new BuildRequest(
                "login",
                folder.toString(),
                new Source(folder.toString(), null, null),
                new Recipe("", Map.of(), Map.of(), List.of(), false, false, List.of()),
                new Destination(
                        List.of(ImageReference.valueOf(registry.host() + "/team/app:1")), true, List.of(), null, null),
                daemon.builder.get(),
                List.of(),
                ProgressStyle.PLAIN,
                0);
        Secrets secrets = new Secrets(login == null ? Map.of() : Map.of(registry.host(), login), Map.of());
        BuildReporter reporter = new BuildReporter(console, event -> {}, ProgressStyle.PLAIN, SecretMask.of(secrets));
        BuildResult result = new BuildRunner(new BuildKitEngine(new BuilderFinder(Map.of()), otherLogins))
                .run(request, secrets, reporter, new Cancellation());
        assertEquals(expected, result.state(), () -> result.problem() + "\n" + console());
        return result;
    }
}
