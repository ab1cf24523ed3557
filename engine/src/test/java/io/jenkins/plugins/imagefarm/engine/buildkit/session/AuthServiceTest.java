package io.jenkins.plugins.imagefarm.engine.buildkit.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.engine.buildkit.proto.auth.FetchTokenResponse;
import io.jenkins.plugins.imagefarm.engine.registry.FakeFault;
import io.jenkins.plugins.imagefarm.engine.registry.FakePatience;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRegistry;
import io.jenkins.plugins.imagefarm.engine.registry.FakeRequest;
import io.jenkins.plugins.imagefarm.engine.registry.HttpProxies;
import io.jenkins.plugins.imagefarm.engine.registry.LoginSource;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens. What becomes of passwords is in {@link PasswordRuleTest}. */
class AuthServiceTest {
    private static final Login LOGIN = new Login("ci", "s3cret");
    private static final String PUSH = "repository:team/app:pull,push";

    private final FakePatience patience = new FakePatience();
    private FakeRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = FakeRegistry.withTokens(LOGIN).start();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    @Test
    void theDaemonKnowsTheSessionAgainByItsSignature() {
        AuthService service = service(LOGIN);
        byte[] key = daemon(service).authority().value().getPublicKey().toByteArray();
        byte[] payload = "random bytes".getBytes();
        byte[] signed = daemon(service).verify(payload).value().getSigned().toByteArray();
        assertEquals(32, key.length);
        assertArrayEquals(payload, Arrays.copyOfRange(signed, 64, signed.length));
        byte[] other = daemon(service(LOGIN)).authority().value().getPublicKey().toByteArray();
        assertFalse(Arrays.equals(key, other), "another engine process");
    }

    @Test
    void theDaemonGetsATokenThatTheRegistryTakesForItsScopes() {
        FetchTokenResponse token =
                fetch(service(LOGIN), PUSH, "repository:team/base:pull").value();
        assertEquals(300, token.getExpiresIn());
        assertEquals(List.of("POST"), requests("/token"));
        assertTrue(registry.tokens().allows(token.getToken(), "team/app", "push"));
        assertTrue(registry.tokens().allows(token.getToken(), "team/base", "pull"));
        assertFalse(registry.tokens().allows(token.getToken(), "team/base", "push"));
    }

    @Test
    void eachTokenIsNewAndItsLoginIsLookedUpAnew() {
        AtomicReference<Login> login = new AtomicReference<>(LOGIN);
        AuthService service = new AuthService(host -> Optional.of(login.get()), patience.registries(), line -> {});
        assertNotEquals(
                fetch(service, PUSH).value().getToken(),
                fetch(service, PUSH).value().getToken());
        login.set(new Login("ci", "changed"));
        assertEquals(Status.Code.PERMISSION_DENIED, fetch(service, PUSH).error().getCode());
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 405})
    void aTokenEndpointWithoutPostIsAskedByGet(int status) {
        registry.tokens().refusePost(status);
        String token =
                fetch(service(LOGIN), PUSH, "repository:team/base:pull").value().getToken();
        assertEquals(List.of("POST", "GET"), requests("/token"));
        assertTrue(registry.tokens().allows(token, "team/app", "push"));
        assertTrue(registry.tokens().allows(token, "team/base", "pull"));
    }

    @Test
    void withoutALoginTheTokenIsAnonymous() {
        String token = fetch(service(null), PUSH).value().getToken();
        assertEquals(List.of("GET"), requests("/token"));
        assertTrue(registry.tokens().allows(token, "team/app", "pull"));
        assertFalse(registry.tokens().allows(token, "team/app", "push"));
        assertTrue(
                registry.requests().stream().allMatch(request -> request.login().isEmpty()));
    }

    @Test
    void anIdentityTokenIsUsedAsARefreshToken() throws IOException {
        Login identity = new Login("", "identity");
        try (FakeRegistry other = FakeRegistry.withTokens(identity).start()) {
            AuthService service =
                    new AuthService(LoginSource.of(Map.of(other.host(), identity)), patience.registries(), line -> {});
            String token = new AskingDaemon(service, other.host())
                    .fetch(other.url() + "/token", PUSH)
                    .value()
                    .getToken();
            assertTrue(other.tokens().allows(token, "team/app", "push"));
        }
    }

    @Test
    void aTokenIsGoodFor60SecondsIfNothingIsSaid() {
        registry.tokens().validFor(null);
        assertEquals(60, fetch(service(LOGIN), PUSH).value().getExpiresIn());
    }

    @Test
    void theTimeOfIssueIsPassedOnUnlessItCannotBeRight() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        registry.tokens().issuedAt(now.toString());
        assertEquals(now.getEpochSecond(), fetch(service(LOGIN), PUSH).value().getIssuedAt());
        registry.tokens().issuedAt(now.minusSeconds(299).toString());
        assertEquals(0, fetch(service(LOGIN), PUSH).value().getIssuedAt(), "the daemon would keep the token for ever");
        registry.tokens().issuedAt("yesterday");
        assertEquals(0, fetch(service(LOGIN), PUSH).value().getIssuedAt());
    }

    @Test
    void aWrongPasswordIsTheUsersFaultAndIsNotTriedAgain() {
        Login wrong = new Login("ci", "wr0ng");
        AuthService service = service(wrong);
        Status status = fetch(service, PUSH).error();
        assertEquals(Status.Code.PERMISSION_DENIED, status.getCode());

        Problem problem = service.explain("failed to solve: failed to authorize: rpc error: " + status.getDescription())
                .orElseThrow();
        assertEquals(Fault.USER, problem.fault());
        assertEquals(
                "The registry " + registry.host() + " refuses the user 'ci': incorrect username or password",
                problem.cause());
        assertFalse(problem.toString().contains("wr0ng"));
        assertEquals(List.of("POST", "GET"), requests("/token"));
        assertEquals(List.of(), patience.pauses());
    }

    @Test
    void aPasswordThatTheServerRepeatsIsNotShown() {
        registry.faults().always(".*", "/token", FakeFault.answer(403, "{\"details\":\"bad s3cret, ci\"}"));
        assertEquals(
                "The registry " + registry.host() + " does not let the user 'ci' get a token for " + PUSH
                        + ": bad ****, ci",
                fetch(service(LOGIN), PUSH).error().getDescription());
    }

    @Test
    void aTokenEndpointThatIsOverloadedIsAskedAgain() {
        registry.faults().next(1, "POST", "/token", FakeFault.status(503));
        registry.faults().next(1, "POST", "/token", FakeFault.retryAfter(429, "3"));
        registry.faults().next(1, "POST", "/token", FakeFault.status(502));
        assertFalse(fetch(service(LOGIN), PUSH).value().getToken().isEmpty());
        assertEquals(List.of(Duration.ofMillis(500), Duration.ofSeconds(3), Duration.ofSeconds(2)), patience.pauses());
    }

    @Test
    void aTokenEndpointThatStaysBrokenIsTheServicesFault() {
        registry.faults().always("POST", "/token", FakeFault.status(500));
        AuthService service = service(LOGIN);
        Status status = fetch(service, PUSH).error();
        assertEquals(Status.Code.UNAVAILABLE, status.getCode());
        assertEquals(
                Fault.SERVICE,
                service.explain(status.getDescription()).orElseThrow().fault());
        assertEquals(4, requests("/token").size());
    }

    @Test
    void aRegistryThatWantsToBeLeftAloneForLongerThanTheDaemonWaitsIsNotAskedAgain() {
        registry.faults().always("POST", "/token", FakeFault.retryAfter(429, "3600"));
        Status status = fetch(service(LOGIN), PUSH).error();
        assertEquals(Status.Code.UNAVAILABLE, status.getCode());
        assertEquals(List.of("POST"), requests("/token"));
        assertEquals(List.of(), patience.pauses());
    }

    @Test
    void aTokenEndpointThatHangsIsGivenUp() {
        registry.faults().always("POST", "/token", FakeFault.hang());
        Registries impatient =
                new Registries(List.of(), HttpProxies.none(), patience.answersWithin(Duration.ofMillis(200)));
        AuthService service = new AuthService(LoginSource.of(Map.of(registry.host(), LOGIN)), impatient, line -> {});
        Status status = fetch(service, PUSH).error();
        assertEquals(Status.Code.UNAVAILABLE, status.getCode());
        assertEquals("The registry " + registry.host() + " does not answer in time", status.getDescription());
        assertEquals(List.of("POST"), requests("/token"));
    }

    @Test
    void aProblemThatWentAwayExplainsNothing() {
        registry.faults().next(4, "POST", "/token", FakeFault.status(500));
        AuthService service = service(LOGIN);
        String error = fetch(service, PUSH).error().getDescription();
        fetch(service, PUSH).value();
        assertTrue(service.explain(error).isEmpty());
    }

    @Test
    void aLoginIsNotSentWhereOnlyTheDaemonSaysItBelongs() throws IOException {
        try (FakeRegistry evil = FakeRegistry.withTokens(LOGIN).start()) {
            Status status =
                    daemon(service(LOGIN)).fetch(evil.url() + "/token", PUSH).error();
            assertEquals(Status.Code.PERMISSION_DENIED, status.getCode());
            assertEquals(List.of(), evil.requests());
        }
    }

    @Test
    void aDaemonThatAloneReachesTheRegistryFetchesItsTokensItself() throws IOException {
        assertEquals(
                Status.Code.UNAVAILABLE,
                new AskingDaemon(service(LOGIN), closedPort())
                        .authority()
                        .error()
                        .getCode());
    }

    @Test
    void aRefusalOfTheRegistryIsExplainedByTheLogin() {
        String error = "failed to solve: failed to push " + registry.host()
                + "/team/app:1: push access denied, repository does not exist or"
                + " may require authorization: server message: insufficient_scope: authorization failed";
        AuthService without = service(null);
        assertTrue(without.explain(error).isEmpty(), "the daemon did not ask for this registry");
        fetch(without, PUSH);
        assertTrue(without.explain(error).orElseThrow().cause().contains("wants a login"));
        assertTrue(
                without.explain(error.replace(registry.host(), "my-" + registry.host()))
                        .isEmpty(),
                "another registry");
        AuthService with = service(LOGIN);
        fetch(with, PUSH);
        assertTrue(with.explain(error).orElseThrow().cause().contains("does not let the user 'ci'"));
        assertTrue(with.explain("process \"/bin/sh -c false\" did not complete successfully: exit code: 1")
                .isEmpty());
    }

    @Test
    void aPrivateCertificateAuthorityIsTrustedAtTheTokenEndpointToo() throws IOException {
        try (FakeRegistry secure = FakeRegistry.withTokens(LOGIN).tls().start()) {
            Registries registries = patience.registries(new Registry(secure.host(), false, secure.certificate()));
            AuthService service = new AuthService(LoginSource.of(Map.of(secure.host(), LOGIN)), registries, line -> {});
            assertFalse(new AskingDaemon(service, secure.host())
                    .fetch(secure.url() + "/token", PUSH)
                    .value()
                    .getToken()
                    .isEmpty());
        }
    }

    private static String closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    private AuthService service(Login login) {
        return new AuthService(
                LoginSource.of(login == null ? Map.of() : Map.of(registry.host(), login)),
                patience.registries(),
                line -> {});
    }

    private AskingDaemon daemon(AuthService service) {
        return new AskingDaemon(service, registry.host());
    }

    private Answer<FetchTokenResponse> fetch(AuthService service, String... scopes) {
        return daemon(service).fetch(registry.url() + "/token", scopes);
    }

    private List<String> requests(String path) {
        return registry.requests().stream()
                .filter(request -> request.path().equals(path))
                .map(FakeRequest::method)
                .toList();
    }
}
