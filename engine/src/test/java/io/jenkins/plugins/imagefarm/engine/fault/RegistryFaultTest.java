package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildResult;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that refuse, fail, hang or are not there. */
class RegistryFaultTest {
    private static final Login RIGHT = new Login("ci", "s3cret-of-the-test");
    private static final Login WRONG = new Login("ci", "wr0ng-in-the-test");

    @TempDir
    private Path context;

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordForARegistryOfPasswords(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withPassword(RIGHT).start()) {
            assertWrongPassword(registry, daemon);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordForARegistryOfTokens(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(RIGHT).start()) {
            assertWrongPassword(registry, daemon);
        }
    }

    private void assertWrongPassword(FakeRegistry registry, Daemon daemon) throws Exception {
        FailedBuild build =
                push(registry.host() + "/team/app:1", daemon, new Secrets(Map.of(registry.host(), WRONG), Map.of()));
        build.isTheUsersFault(registry.host(), "'ci'", "Check user name and password");
        assertFalse(build.console().contains(WRONG.password()));
        assertTrue(registry.store().manifest("team/app", "1").isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void aWrongPasswordForARealRegistry(Daemon daemon) throws Exception {
        String host = Engines.basicRegistry();
        push(host + "/fault/app:1", daemon, new Secrets(Map.of(host, WRONG), Map.of()))
                .isTheUsersFault(host, "'ci'", "Check user name and password");
    }

    @ParameterizedTest
    @EnumSource
    void noLoginWhereOneIsNeeded(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(RIGHT).start()) {
            push(registry.host() + "/team/app:1", daemon, Secrets.none())
                    .isTheUsersFault(registry.host(), "wants a login", "Give a login");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRepositoryThatIsReadOnly(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("POST|PUT|PATCH", "/v2/team/app/.*", FakeFault.status(403));
            BackgroundBuild build = BackgroundBuild.of(
                    request(registry.host() + "/team/app:1", daemon).retries(2).request());
            FailedBuild.of(build)
                    .isTheUsersFault(
                            registry.host() + "/team/app",
                            daemon == Daemon.DOCKER20 ? "does not let" : "denies access");
            assertFalse(build.console().contains("Try 1"), build::console);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatDoesNotAllowToPush(Daemon daemon) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(RIGHT).start()) {
            registry.tokens().refusePush();
            push(registry.host() + "/team/app:1", daemon, new Secrets(Map.of(registry.host(), RIGHT), Map.of()))
                    .isTheUsersFault(registry.host(), "'ci'", "rights");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRegistryWhoseNameIsNotKnown(Daemon daemon) throws Exception {
        push("registry.invalid/app:1", daemon, Secrets.none())
                .isTheUsersFault("registry.invalid", "is not a known host");
    }

    @ParameterizedTest
    @EnumSource
    void aRegistryThatDoesNotRun(Daemon daemon) throws Exception {
        String host;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            host = "127.0.0.1:" + socket.getLocalPort();
        }
        push(host + "/app:1", daemon, Secrets.none()).isTheServicesFault(host, "refuses the connection");
    }

    @ParameterizedTest
    @EnumSource
    void aBaseImageThatDoesNotExist(Daemon daemon) throws Exception {
        String image = Engines.plainRegistry() + "/fault/not-there:1";
        FailedBuild.of(BackgroundBuild.of(TestRequest.of(context, daemon.builder())
                        .dockerfile("FROM " + image + "\n")
                        .request()))
                .isTheUsersFault(image, "there is no such image");
    }

    @ParameterizedTest
    @EnumSource
    void aPushThatIsAnswered500TwiceWorksInTheEnd(Daemon daemon) throws Exception {
        assertWorksAfter(daemon, FakeFault.status(500));
    }

    @ParameterizedTest
    @EnumSource
    void aPushThatIsAnswered429WorksInTheEnd(Daemon daemon) throws Exception {
        assertWorksAfter(daemon, FakeFault.retryAfter(429, "1"));
    }

    @ParameterizedTest
    @EnumSource
    void aPushWhoseConnectionIsResetWorksInTheEnd(Daemon daemon) throws Exception {
        assertWorksAfter(daemon, FakeFault.reset());
    }

    private void assertWorksAfter(Daemon daemon, FakeFault fault) throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().next(2, "PUT", "/v2/team/app/manifests/1", fault);
            BackgroundBuild build = BackgroundBuild.of(
                    request(registry.host() + "/team/app:1", daemon).retries(2).request());
            BuildResult result = build.result();
            assertEquals(BuildState.SUCCESS, result.state(), build::console);
            assertTrue(registry.store().manifest("team/app", "1").isPresent());
        }
    }

    /** Daemons try pushes again themselves, but not the question for a base image: that is the engine's own second try. */
    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aBaseImageWhoseRegistryFailsTwiceIsAskedForAgain(int status) throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            String base = registry.host() + "/team/base:1";
            BackgroundBuild push =
                    BackgroundBuild.of(request(base, Daemon.BUILDKITD).request());
            assertEquals(BuildState.SUCCESS, push.result().state(), push::console);
            registry.faults().next(2, "GET|HEAD", "/v2/team/base/manifests/.*", FakeFault.status(status));
            BackgroundBuild build = BackgroundBuild.of(TestRequest.of(context, Engines.buildkitdTcp())
                    .dockerfile("FROM " + base + "\nRUN echo works\n")
                    .retries(2)
                    .request());
            assertEquals(BuildState.SUCCESS, build.result().state(), build::console);
            String tried = build.console()
                    .lines()
                    .filter(line -> line.startsWith("Try 1 of 3 failed: "))
                    .findFirst()
                    .orElse(build.console());
            assertTrue(tried.contains(base) && tried.contains(registry.host()), tried);
        }
    }

    @Test
    void anAnswer503ThatStaysIsTheServicesFault() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("PUT", "/v2/team/app/manifests/1", FakeFault.status(503));
            push(registry.host() + "/team/app:1", Daemon.BUILDKITD, Secrets.none())
                    .isTheServicesFault(registry.host() + "/team/app", "503 Service Unavailable");
        }
    }

    private FailedBuild push(String tag, Daemon daemon, Secrets secrets) throws Exception {
        return FailedBuild.of(BackgroundBuild.of(request(tag, daemon).request(), secrets));
    }

    private TestRequest request(String tag, Daemon daemon) throws Exception {
        return TestRequest.of(context, daemon.builder(), "RUN date +%N > /now").push(tag);
    }
}
