package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Digest;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.ImageReference;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientTest {
    private static final Login LOGIN = new Login("ci", "s3cret");
    private static final Login WRONG = new Login("ci", "wr0ng");
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";
    private static final byte[] CONTENT = "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(StandardCharsets.UTF_8);

    private final FakePatience patience = new FakePatience();

    @Test
    void aTagsDigestAndTypeAreFound() throws IOException {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            Digest digest = registry.store().putManifest("team/app", "1", INDEX, CONTENT);
            ManifestInfo expected = new ManifestInfo(digest, INDEX);
            assertEquals(Optional.of(expected), manifest(registry, "team/app:1", null));
            assertEquals(Optional.of(expected), manifest(registry, "team/app@" + digest, null));
            assertEquals(Optional.empty(), manifest(registry, "team/app:2", null));
            assertTrue(
                    registry.requests().stream().noneMatch(request -> request.is("GET", ".*/manifests/.*")),
                    "nothing is transferred");
        }
    }

    @Test
    void aManifestIsReadWithTheLoginTheRegistryWants() throws IOException {
        for (FakeRegistry.Setup setup : List.of(
                FakeRegistry.withPassword(LOGIN),
                FakeRegistry.withTokens(LOGIN),
                FakeRegistry.withPassword(LOGIN).tls())) {
            try (FakeRegistry registry = setup.start()) {
                registry.store().putManifest("team/app", "1", INDEX, CONTENT);
                assertTrue(manifest(registry, "team/app:1", LOGIN).isPresent());
            }
        }
    }

    @Test
    void aPasswordGoesToTheTokenEndpointOnly() throws IOException {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            registry.store().putManifest("team/app", "1", INDEX, CONTENT);
            manifest(registry, "team/app:1", LOGIN);
            assertTrue(registry.requests().stream()
                    .noneMatch(request -> request.login().equals("basic")));
        }
    }

    @Test
    void aPublicManifestNeedsNoLogin() throws IOException {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            registry.store().putManifest("team/app", "1", INDEX, CONTENT);
            assertTrue(manifest(registry, "team/app:1", null).isPresent());
        }
    }

    @ParameterizedTest
    @CsvSource({"401, USER", "403, USER", "429, SERVICE", "500, SERVICE", "503, SERVICE", "400, USER"})
    void aFailureSaysWhoseFaultItIs(int status, Fault fault) throws IOException {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always(".*", ".*/manifests/.*", FakeFault.status(status));
            Problem problem = problemOfManifest(registry, LOGIN);
            assertEquals(fault, problem.fault());
            assertTrue(problem.cause().contains(registry.host()), problem.cause());
            assertFalse(problem.toString().contains("s3cret"));
        }
    }

    @Test
    void anOverloadedRegistryIsAskedAgain() throws IOException {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.store().putManifest("team/app", "1", INDEX, CONTENT);
            registry.faults().next(2, "HEAD", ".*/manifests/.*", FakeFault.retryAfter(429, "2"));
            assertTrue(manifest(registry, "team/app:1", null).isPresent());
            assertEquals(List.of(Duration.ofSeconds(2), Duration.ofSeconds(2)), patience.pauses());
        }
    }

    /** Who has to wait for a second cannot go on with a token that lives for one. */
    @Test
    void aTokenThatRunsOutWhileARegistryWantsToBeLeftAloneIsReplaced() throws IOException {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            registry.store().putManifest("team/app", "1", INDEX, CONTENT);
            registry.tokens().validFor(1);
            registry.faults().next(1, "HEAD", ".*/manifests/.*", FakeFault.retryAfter(429, "1"));
            RegistryClient client = new RegistryClient(
                    LoginSource.of(Map.of(registry.host(), LOGIN)),
                    new Registries(List.of(), HttpProxies.none(), Patience.usual()));
            assertTrue(client.manifest(ImageReference.valueOf(registry.host() + "/team/app:1"))
                    .isPresent());
            assertEquals(2, registry.tokens().count());
        }
    }

    @Test
    void aConnectionThatIsCutIsTheServicesFaultInTheEnd() throws IOException {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always(".*", ".*/manifests/.*", FakeFault.reset());
            assertEquals(Fault.SERVICE, problemOfManifest(registry, null).fault());
            assertEquals(3, patience.pauses().size());
        }
    }

    @Test
    void aRegistryThatTakesTheLoginIsFine() throws IOException {
        for (FakeRegistry.Setup setup : List.of(
                FakeRegistry.withPassword(LOGIN),
                FakeRegistry.withPassword(LOGIN).openForReading(),
                FakeRegistry.withTokens(LOGIN),
                FakeRegistry.open())) {
            try (FakeRegistry registry = setup.start()) {
                assertEquals(Optional.empty(), ping(registry, LOGIN));
            }
        }
    }

    @Test
    void aRegistryThatDoesNotTakeTheLoginIsAProblemOfTheUser() throws IOException {
        for (FakeRegistry.Setup setup : List.of(
                FakeRegistry.withPassword(LOGIN),
                FakeRegistry.withPassword(LOGIN).openForReading(),
                FakeRegistry.withTokens(LOGIN))) {
            try (FakeRegistry registry = setup.start()) {
                Problem problem = ping(registry, WRONG).orElseThrow();
                assertEquals(Fault.USER, problem.fault());
                assertTrue(
                        problem.cause().startsWith("The registry " + registry.host() + " refuses the user 'ci'"),
                        problem.cause());
                assertFalse(problem.toString().contains("wr0ng"));
            }
        }
    }

    @Test
    void aCertificateMustBeTrustedUnlessTheRegistryIsInsecure() throws IOException {
        try (FakeRegistry registry = FakeRegistry.open().tls().start()) {
            Registry withCa = new Registry(registry.host(), false, registry.certificate());
            Registry otherCa =
                    new Registry(registry.host(), false, FakeCertificate.make().pem());
            Registry insecure = new Registry(registry.host(), true, null);
            assertEquals(Optional.empty(), ping(registry, null, withCa));
            assertEquals(Optional.empty(), ping(registry, null, insecure));
            Problem problem = ping(registry, null, otherCa).orElseThrow();
            assertEquals(Fault.USER, problem.fault());
            assertTrue(problem.cause().contains("is not trusted"), problem.cause());
            assertEquals(List.of(), patience.pauses(), "and that does not change by itself");
        }
    }

    @Test
    void whatIsNoRegistryIsNotTakenForOne() throws IOException {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().always("GET", "/v2/", FakeFault.answer(404, "<html>"));
            Problem problem = ping(registry, null).orElseThrow();
            assertEquals(Fault.USER, problem.fault());
            assertTrue(problem.cause().contains("is not a container registry"), problem.cause());
        }
    }

    @Test
    void aRegistryThatIsNotThereIsAProblemOfTheService() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        for (String host : List.of("127.0.0.1:" + port, "registry.invalid")) {
            RegistryClient client = new RegistryClient(unused -> Optional.empty(), patience.registries());
            Problem problem = client.ping(new RegistryHost(host)).orElseThrow();
            assertEquals(Fault.SERVICE, problem.fault());
            assertTrue(problem.cause().contains(host), problem.cause());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----", "nonsense", ""})
    void aCertificateAuthorityMustBeReadable(String pem) throws IOException {
        try (FakeRegistry registry = FakeRegistry.open().tls().start()) {
            Problem problem = ping(registry, null, new Registry(registry.host(), false, pem))
                    .orElseThrow();
            assertTrue(problem.cause().contains("cannot be read"), problem.cause());
        }
    }

    private Optional<ManifestInfo> manifest(FakeRegistry registry, String name, Login login) {
        LoginSource logins = LoginSource.of(login == null ? Map.of() : Map.of(registry.host(), login));
        return new RegistryClient(logins, patience.registries())
                .manifest(ImageReference.valueOf(registry.host() + "/" + name));
    }

    private Problem problemOfManifest(FakeRegistry registry, Login login) {
        return assertThrows(ProblemException.class, () -> manifest(registry, "team/app:1", login))
                .problem();
    }

    private Optional<Problem> ping(FakeRegistry registry, Login login, Registry... settings) {
        return new RegistryClient(host -> Optional.empty(), patience.registries(settings))
                .ping(new RegistryHost(registry.host()), Optional.ofNullable(login));
    }
}
