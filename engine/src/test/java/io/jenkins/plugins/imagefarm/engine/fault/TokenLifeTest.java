package io.jenkins.plugins.imagefarm.engine.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.BuildState;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Secrets;
import io.jenkins.plugins.imagefarm.engine.build.BuildEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.BuildKitEngine;
import io.jenkins.plugins.imagefarm.engine.buildkit.channel.BuilderFinder;
import io.jenkins.plugins.imagefarm.engine.podman.PodmanEngine;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tokens that run out before the build does. They live for two seconds here instead of a registry's minute or five: when BuildKit throws
 * one away, it reckons from its life alone. Docker's classic store and Podman take every token to live for a minute at least
 * ({@code minimumTokenLifetimeSeconds} in both their clients), so what these two seconds show of them is a token that is taken back.
 * {@code -Dtoken.seconds=60 -Dbuild.seconds=120} takes a registry's minute, and a build of two.
 */
class TokenLifeTest {
    private static final Login LOGIN = new Login("ci", "s3cret-of-the-test");
    private static final int LIFE = Integer.getInteger("token.seconds", 2);
    private static final int BUILD = Integer.getInteger("build.seconds", LIFE);

    /** Who asks for tokens: the engine on behalf of BuildKit, all others by themselves. */
    enum Client {
        BUILDKITD(Engines::buildkitd),
        DOCKER(Engines::docker),
        DOCKER20(Engines::docker20),
        PODMAN4(Engines::podman4Socket),
        PODMAN5(Engines::podman5Socket);

        private final Supplier<Builder> builder;

        Client(Supplier<Builder> builder) {
            this.builder = builder;
        }

        /** Whether it gets a new token in mid-push; otherwise the whole push is tried again. */
        boolean renews() {
            return this == BUILDKITD || this == DOCKER;
        }

        BuildEngine engine() {
            return name().startsWith("PODMAN")
                    ? new PodmanEngine(host -> Optional.empty())
                    : new BuildKitEngine(new BuilderFinder(Map.of()), host -> Optional.empty());
        }
    }

    @TempDir
    private Path context;

    /** The build itself takes longer than a token lives, and so does the first upload of its push. */
    @ParameterizedTest
    @EnumSource(names = {"BUILDKITD", "DOCKER"})
    void aBuildAndAPushMayTakeLongerThanATokenLives(Client client) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            registry.tokens().refuseAnonymous();
            push(client, registry, "base", "FROM " + Engines.baseImage() + "\n");
            registry.tokens().validFor(LIFE);
            registry.faults()
                    .next(1, "PUT", "/v2/team/app/blobs/.*", FakeFault.lasting(Duration.ofMillis(LIFE * 1000 + 500)));
            int before = registry.tokens().count();
            push(
                    client,
                    registry,
                    "app",
                    "FROM " + registry.host() + "/team/base:1\nRUN sleep " + BUILD + " && date +%N > /now\n");
            assertTrue(
                    registry.requests().stream()
                            .noneMatch(request -> request.login().equals("bearer") && request.status() == 401),
                    () -> registry.requests().stream().map(Object::toString).collect(Collectors.joining("\n")));
            assertTrue(
                    registry.tokens().count() - before >= 3,
                    "tokens for the base image, for the upload and for the rest");
        }
    }

    /** The registry does not keep what it said: a client learns of it only by the answer to its next request. */
    @ParameterizedTest
    @EnumSource
    void aTokenThatIsGoodNoMoreInMidPushIsReplaced(Client client) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            registry.tokens().refuseAnonymous();
            registry.faults()
                    .next(1, "PUT", "/v2/team/app/manifests/.*", FakeFault.after(registry.tokens()::expireAll));
            push(client, registry, "app", "FROM " + Engines.baseImage() + "\nRUN date +%N > /now\n");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DOCKER20", "PODMAN4", "PODMAN5"})
    void aLoginThatIsNotTakenAnyMoreIsTheUsersFault(Client client) throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            registry.faults().always("PUT", "/v2/team/app/manifests/.*", FakeFault.after(() -> {
                registry.tokens().expireAll();
                registry.tokens().refusePush();
            }));
            BackgroundBuild build =
                    build(client, registry, "app", "FROM " + Engines.baseImage() + "\nRUN date +%N > /now\n");
            assertEquals(Fault.USER, build.result().problem().fault(), build::console);
            assertFalse(build.console().contains("Try 1"), build::console);
        }
    }

    private void push(Client client, FakeRegistry registry, String name, String dockerfile) throws Exception {
        BackgroundBuild build = build(client, registry, name, dockerfile);
        Duration bound = Eventually.SOON.plusSeconds(LIFE + BUILD);
        assertEquals(BuildState.SUCCESS, build.result(bound).state(), build::console);
        assertTrue(registry.store().manifest("team/" + name, "1").isPresent());
        String lost = "Try 1 of 2 failed: The registry " + registry.host() + " took the user 'ci' and then no more";
        boolean first = client.renews() || name.equals("base");
        assertEquals(!first, build.console().contains(lost), build::console);
    }

    private BackgroundBuild build(Client client, FakeRegistry registry, String name, String dockerfile)
            throws Exception {
        return BackgroundBuild.on(
                client.engine(),
                TestRequest.of(context, client.builder.get())
                        .dockerfile(dockerfile + "ENV AT=" + Instant.now() + "\n")
                        .insecure(registry.host())
                        .retries(1)
                        .push(registry.host() + "/team/" + name + ":1")
                        .request(),
                new Secrets(Map.of(registry.host(), LOGIN), Map.of()));
    }
}
