package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.CredentialsResponse;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakePatience;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a daemon gets a password. */
class PasswordRuleTest {
    private static final Login LOGIN = new Login("ci", "s3cret");

    private final List<String> log = new ArrayList<>();

    @Test
    void aRegistryThatGivesTokensKeepsItsPasswordFromTheDaemon() throws IOException {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            assertRefused(credentials(registry, LOGIN));
        }
    }

    @Test
    void aRegistryThatGivesTokensOrTakesPasswordsKeepsItsPasswordFromTheDaemon() throws IOException {
        try (FakeRegistry registry =
                FakeRegistry.withPassword(LOGIN).andTokens().start()) {
            assertRefused(credentials(registry, LOGIN));
        }
    }

    @Test
    void anOpenRegistryKeepsItsPasswordFromTheDaemon() throws IOException {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            assertRefused(credentials(registry, LOGIN));
            assertTrue(registry.store().tags().isEmpty(), "finding out leaves nothing behind");
            assertEquals(0, registry.store().openUploads());
        }
    }

    @Test
    void theDaemonGetsThePasswordOfARegistryThatTakesNothingElse() throws IOException {
        try (FakeRegistry registry = FakeRegistry.withPassword(LOGIN).start()) {
            AuthService service = service(registry.host(), LOGIN);
            for (int time = 1; time <= 2; time++) {
                CredentialsResponse response =
                        new AskingDaemon(service, registry.host()).credentials().value();
                assertEquals("ci", response.getUsername());
                assertEquals("s3cret", response.getSecret());
            }
            assertEquals(
                    List.of("The builder gets the password of the registry " + registry.host()
                            + ", because there is no other way to log in there"),
                    log,
                    "it is told once");
            assertTrue(
                    registry.requests().stream()
                            .allMatch(request -> request.login().isEmpty()),
                    "finding out needs no login");
            assertEquals(1, registry.requests().size(), "and is done once");
        }
    }

    @Test
    void theDaemonGetsThePasswordOfARegistryThatTakesNothingElseForWriting() throws IOException {
        try (FakeRegistry registry =
                FakeRegistry.withPassword(LOGIN).openForReading().start()) {
            assertEquals("s3cret", credentials(registry, LOGIN).value().getSecret());
        }
    }

    @Test
    void theDaemonGetsThePasswordOfARegistryThatOnlyItReaches() {
        AuthService service = service("registry.invalid", LOGIN);
        assertEquals(
                "s3cret",
                new AskingDaemon(service, "registry.invalid")
                        .credentials()
                        .value()
                        .getSecret());
        assertEquals(
                List.of(
                        "The builder gets the password of the registry registry.invalid, because this machine cannot ask how to log in there"
                                + " otherwise: The registry registry.invalid is not found: no address is known for registry.invalid"),
                log);
    }

    @Test
    void aRegistryThatIsDownIsNotOneThatCannotBeReached() throws IOException {
        try (FakeRegistry registry = FakeRegistry.withPassword(LOGIN).start()) {
            registry.faults().next(10, "GET", "/v2/", FakeFault.status(503));
            AuthService service = service(registry.host(), LOGIN);
            Status status =
                    new AskingDaemon(service, registry.host()).credentials().error();
            assertEquals(Status.Code.UNAVAILABLE, status.getCode());
            registry.faults().clear();
            assertEquals(
                    "s3cret",
                    new AskingDaemon(service, registry.host())
                            .credentials()
                            .value()
                            .getSecret(),
                    "it is up again");
        }
    }

    @Test
    void aCertificateAuthorityThatCannotBeReadIsNoReasonToGiveThePassword() {
        Registry setting = new Registry("registry.invalid", false, "no certificate");
        AuthService service = new AuthService(
                LoginSource.of(Map.of("registry.invalid", LOGIN)), new FakePatience().registries(setting), log::add);
        Status status =
                new AskingDaemon(service, "registry.invalid").credentials().error();
        assertEquals(Status.Code.PERMISSION_DENIED, status.getCode());
        assertTrue(
                service.explain(status.getDescription()).orElseThrow().advice().contains("PEM"));
    }

    @Test
    void withoutALoginTheAnswerIsEmptyAndTheRegistryIsNotAsked() throws IOException {
        try (FakeRegistry registry = FakeRegistry.withPassword(LOGIN).start()) {
            assertEquals(
                    CredentialsResponse.getDefaultInstance(),
                    credentials(registry, null).value());
            assertEquals(List.of(), registry.requests());
        }
    }

    /** An error rather than an empty login: the daemon must not take this session for one without a login. */
    private void assertRefused(Answer<CredentialsResponse> answer) {
        Status status = answer.error();
        assertEquals(Status.Code.PERMISSION_DENIED, status.getCode());
        assertTrue(status.getDescription().contains("does not need it"), status.getDescription());
        assertEquals(List.of(), log);
    }

    private Answer<CredentialsResponse> credentials(FakeRegistry registry, Login login) {
        return new AskingDaemon(service(registry.host(), login), registry.host()).credentials();
    }

    private AuthService service(String host, Login login) {
        return new AuthService(
                LoginSource.of(login == null ? Map.of() : Map.of(host, login)),
                new FakePatience().registries(),
                log::add);
    }
}
