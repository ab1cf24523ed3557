package io.jenkins.plugins.imagefarm.engine.buildkit.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.api.Fault;
import io.jenkins.plugins.imagefarm.engine.api.Problem;
import io.jenkins.plugins.imagefarm.engine.api.ProblemException;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuilderFinderTest {
    private final BuilderFinder finder = new BuilderFinder(Map.of());

    @Test
    void findsTheBuildKitInsideDocker() {
        assertAnswers(BuilderKind.DOCKER, Engines.docker());
    }

    @Test
    void findsABuildkitdOnAUnixSocket() {
        assertAnswers(BuilderKind.BUILDKITD, Engines.buildkitd());
    }

    @Test
    void findsABuildkitdOnAPlainLoopbackPort() {
        assertAnswers(BuilderKind.BUILDKITD, Engines.buildkitdTcp());
    }

    @Test
    void findsABuildkitdBehindMutualTls() {
        assertAnswers(BuilderKind.BUILDKITD, Engines.buildkitdTls(), Engines.buildkitdKeys());
    }

    @Test
    void aClientWithoutCertificateIsRefused() {
        BuilderKeys stranger = BuilderKeys.tls(Engines.pem("ca.crt"), null, null);
        Problem problem = problem(Engines.buildkitdTls(), stranger);
        assertEquals(Fault.USER, problem.fault());
        assertTrue(problem.cause().contains("wants a client certificate"), problem.cause());
    }

    @Test
    void aDaemonOfAnotherAuthorityIsRefused() {
        BuilderKeys systemOnly = BuilderKeys.tls(null, Engines.pem("client.crt"), Engines.pem("client.key"));
        Problem problem = problem(Engines.buildkitdTls(), systemOnly);
        assertEquals(Fault.USER, problem.fault());
        assertTrue(problem.cause().contains("another authority"), problem.cause());
    }

    @Test
    void theEnvironmentNamesTheBuilder() {
        BuilderFinder told =
                new BuilderFinder(Map.of("DOCKER_HOST", Engines.docker().uri()));
        try (BuilderConnection connection = told.connect(new Builder(""), BuilderKeys.none(), new Cancellation())) {
            assertEquals(BuilderKind.DOCKER, connection.kind());
        }
    }

    @Test
    void whenNothingAnswersEveryAddressIsListedWithItsReason(@TempDir Path folder) throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int closed = silent.getLocalPort();
            silent.close();
            Map<String, String> environment = Map.of(
                    "BUILDKIT_HOST", "tcp://127.0.0.1:" + closed, "DOCKER_HOST", "unix://" + folder + "/no.sock");
            Problem problem = assertThrows(
                            ProblemException.class,
                            () -> new BuilderFinder(environment)
                                    .connect(
                                            new Builder("tcp://127.0.0.1:" + closed),
                                            BuilderKeys.none(),
                                            new Cancellation()))
                    .problem();
            assertEquals(Fault.SERVICE, problem.fault());
            assertTrue(
                    problem.cause().contains("tcp://127.0.0.1:" + closed + " refuses the connection"), problem.cause());
            Problem socket = problem(new Builder("unix://" + folder + "/no.sock"));
            assertTrue(socket.cause().contains("no.sock does not exist"), socket.cause());
        }
    }

    @Test
    void anHttpServerWithoutBuildKitIsToldApart() throws IOException {
        var server =
                com.sun.net.httpserver.HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            Problem problem =
                    problem(new Builder("tcp://127.0.0.1:" + server.getAddress().getPort()));
            assertTrue(problem.cause().contains("answers HTTP, but not as BuildKit"), problem.cause());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void plainTextOverTheNetworkIsRefused() {
        Problem problem = problem(new Builder("tcp://192.0.2.1:1234"));
        assertEquals(Fault.USER, problem.fault());
        assertTrue(problem.cause().contains("without TLS"), problem.cause());
    }

    @Test
    void anUnknownSchemeIsTheUsersFault() {
        assertEquals(Fault.USER, problem(new Builder("docker.sock")).fault());
    }

    private Problem problem(Builder builder) {
        return problem(builder, BuilderKeys.none());
    }

    private Problem problem(Builder builder, BuilderKeys keys) {
        return assertThrows(ProblemException.class, () -> finder.connect(builder, keys, new Cancellation()))
                .problem();
    }

    private void assertAnswers(BuilderKind kind, Builder builder) {
        assertAnswers(kind, builder, BuilderKeys.none());
    }

    private void assertAnswers(BuilderKind kind, Builder builder, BuilderKeys keys) {
        try (BuilderConnection connection = finder.connect(builder, keys, new Cancellation())) {
            assertEquals(kind, connection.kind());
            assertFalse(connection.platforms().isEmpty());
        }
    }
}
