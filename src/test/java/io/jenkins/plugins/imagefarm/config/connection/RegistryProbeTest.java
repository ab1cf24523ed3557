package io.jenkins.plugins.imagefarm.config.connection;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.api.Registry;
import io.jenkins.plugins.imagefarm.fake.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an administrator is told about a registry; nothing here needs Jenkins. */
class RegistryProbeTest {
    private static final Login RIGHT = new Login(TestRegistry.USER, TestRegistry.PASSWORD);
    private static final Login WRONG = new Login(TestRegistry.USER, "wrong-9c2e");

    private static TestCertificate certificate;
    private static TestCertificate expired;

    @BeforeAll
    static void makeCertificates(@TempDir Path folder) throws Exception {
        certificate = TestCertificate.make(folder, 0);
        expired = TestCertificate.make(folder, 3);
    }

    @ParameterizedTest
    @EnumSource(
            value = TestRegistry.Login.class,
            names = {"BASIC", "TOKEN"})
    void rightPassword(TestRegistry.Login kind) throws Exception {
        try (TestRegistry registry = TestRegistry.https(kind, certificate.server())) {
            assertEquals("The registry answers, and accepts the login.", check(trusted(registry), RIGHT));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestRegistry.Login.class,
            names = {"BASIC", "TOKEN"})
    void wrongPassword(TestRegistry.Login kind) throws Exception {
        try (TestRegistry registry = TestRegistry.https(kind, certificate.server())) {
            Problem problem = problem(trusted(registry), WRONG);
            assertEquals(registry.host() + " refuses the login: user or password are wrong", problem.cause());
            assertEquals(Fault.USER, problem.fault());
        }
    }

    @Test
    void identityToken() throws Exception {
        try (TestRegistry registry = TestRegistry.https(TestRegistry.Login.TOKEN, certificate.server())) {
            Login token = new Login("", TestRegistry.REFRESH_TOKEN);
            assertEquals("The registry answers, and accepts the login.", check(trusted(registry), token));
        }
    }

    @Test
    void noCredentials() throws Exception {
        try (TestRegistry open = TestRegistry.https(TestRegistry.Login.NONE, certificate.server());
                TestRegistry closed = TestRegistry.https(TestRegistry.Login.BASIC, certificate.server())) {
            assertEquals("The registry answers, and asks for no login.", check(trusted(open), null));
            assertThat(check(trusted(closed), null), containsString("only public images"));
        }
    }

    @Test
    void passwordIsNotSentUnasked() throws Exception {
        try (TestRegistry registry = TestRegistry.https(TestRegistry.Login.NONE, certificate.server())) {
            assertThat(check(trusted(registry), RIGHT), containsString("did not ask for the login"));
            assertThat(registry.requests(), everyItem(containsString("GET /v2/ null")));
        }
    }

    /** The registry names the token server, so a registry in the wrong hands could have passwords sent in plain text. */
    @Test
    void passwordIsNotSentToAnInsecureTokenServer() throws Exception {
        try (TestRegistry tokens = TestRegistry.http(TestRegistry.Login.TOKEN);
                TestRegistry registry = TestRegistry.https(
                        TestRegistry.Login.TOKEN, certificate.server(), "http://" + tokens.host() + "/token")) {
            assertThat(problem(trusted(registry), RIGHT).cause(), containsString("which is not https"));
            assertEquals(0, tokens.requests().size());
        }
    }

    @Test
    void passwordDoesNotFollowRedirects() throws Exception {
        try (TestRegistry other = TestRegistry.http(TestRegistry.Login.BASIC);
                Answering redirecting = new Answering(307, "Location", "http://" + other.host() + "/v2/")) {
            Problem problem = problem(new Registry(redirecting.host(), true, null), RIGHT);
            assertThat(problem.cause(), startsWith("There is no registry at"));
            assertEquals(0, other.requests().size());
        }
    }

    @ParameterizedTest
    @CsvSource({"200, text/html;charset=utf-8", "404, text/plain", "401, text/html"})
    void notARegistry(int status, String type) throws Exception {
        try (Answering page = new Answering(status, "Content-Type", type)) {
            Problem problem = problem(new Registry(page.host(), true, null), null);
            assertEquals(
                    "There is no registry at " + page.host() + ": GET /v2/ gave status " + status, problem.cause());
        }
    }

    @Test
    void brokenRegistry() throws Exception {
        try (Answering broken = new Answering(503, "Docker-Distribution-Api-Version", "registry/2.0")) {
            Problem problem = problem(new Registry(broken.host(), true, null), null);
            assertEquals(broken.host() + " answered with status 503", problem.cause());
            assertEquals(Fault.SERVICE, problem.fault());
        }
    }

    @Test
    void unknownHost() {
        Problem problem = problem(new Registry("no-such-host.invalid", false, null), null);
        assertEquals("There is no host no-such-host.invalid", problem.cause());
    }

    @Test
    void nothingThere() throws Exception {
        String host;
        try (ServerSocket free = new ServerSocket(0)) {
            host = "localhost:" + free.getLocalPort();
        }
        assertEquals(
                "Nothing answers at " + host,
                problem(new Registry(host, false, null), null).cause());
    }

    @Test
    void unknownAuthority() throws Exception {
        try (TestRegistry registry = TestRegistry.https(TestRegistry.Login.BASIC, certificate.server())) {
            Problem problem = problem(new Registry(registry.host(), false, null), RIGHT);
            assertThat(problem.cause(), containsString("not signed by an authority known here"));
            assertThat(registry.requests(), not(hasItem(containsString("Basic"))));
        }
    }

    @Test
    void expiredCertificate() throws Exception {
        try (TestRegistry registry = TestRegistry.https(TestRegistry.Login.NONE, expired.server())) {
            Problem problem = problem(new Registry(registry.host(), false, expired.authority()), null);
            assertEquals("The certificate of " + registry.host() + " has expired", problem.cause());
        }
    }

    @Test
    void certificateOfAnotherHost() throws Exception {
        try (TestRegistry registry = TestRegistry.https(TestRegistry.Login.NONE, certificate.server())) {
            String host = "127.0.0.1:" + registry.port();
            Problem problem = problem(new Registry(host, false, certificate.authority()), null);
            assertThat(problem.cause(), startsWith("The certificate of " + host + " is not valid for it"));
        }
    }

    @Test
    void plainHttpNeedsInsecure() throws Exception {
        try (TestRegistry registry = TestRegistry.http(TestRegistry.Login.TOKEN)) {
            Problem problem = problem(new Registry(registry.host(), false, null), RIGHT);
            assertThat(problem.toString(), containsString("If it speaks plain HTTP, and only then"));
            assertEquals(
                    "The registry answers, and accepts the login.",
                    check(new Registry(registry.host(), true, null), RIGHT));
        }
    }

    @Test
    void insecureAcceptsAnyCertificate() throws Exception {
        try (TestRegistry registry = TestRegistry.https(TestRegistry.Login.BASIC, expired.server())) {
            Registry insecure = new Registry("127.0.0.1:" + registry.port(), true, null);
            assertEquals("The registry answers, and accepts the login.", check(insecure, RIGHT));
        }
    }

    private static Registry trusted(TestRegistry registry) {
        return new Registry(registry.host(), false, certificate.authority());
    }

    private static String check(Registry registry, Login login) {
        return new RegistryProbe(registry, login).check();
    }

    private static Problem problem(Registry registry, Login login) {
        ProblemException failure = assertThrows(ProblemException.class, () -> check(registry, login));
        assertThat(failure.problem().toString(), not(containsString(TestRegistry.PASSWORD)));
        assertThat(failure.problem().toString(), not(containsString(WRONG.password())));
        return failure.problem();
    }

    /** Gives the same answer to everything. */
    private static final class Answering implements AutoCloseable {
        private final HttpServer server;
        private final PlainHttpPort port;

        Answering(int status, String header, String value) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add(header, value);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
            port = new PlainHttpPort(server.getAddress().getPort());
        }

        String host() {
            return "localhost:" + port.number();
        }

        @Override
        public void close() {
            port.close();
            server.stop(0);
        }
    }
}
