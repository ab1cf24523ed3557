package io.jenkins.plugins.imagefarm.engine.transport.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.imagefarm.engine.Engines;
import io.jenkins.plugins.imagefarm.engine.api.Builder;
import io.jenkins.plugins.imagefarm.engine.api.BuilderKeys;
import io.jenkins.plugins.imagefarm.engine.build.Cancellation;
import io.jenkins.plugins.imagefarm.engine.build.CancelledException;
import io.jenkins.plugins.imagefarm.engine.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RestClientTest {
    private final Cancellation cancellation = new Cancellation();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private Transport transport;
    private RestClient client;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        transport = Transport.to(
                new Builder("tcp://127.0.0.1:" + server.getAddress().getPort()), BuilderKeys.none());
        client = new RestClient(transport, cancellation);
    }

    @AfterEach
    void stop() {
        transport.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void asksPodmanOverSsh() throws Exception {
        try (Transport ssh = Transport.to(Engines.podman5(), Engines.sshKeys())) {
            RestClient podman = new RestClient(ssh, cancellation);
            JsonNode info = podman.json(RestRequest.get("/v4.0.0/libpod/info"));
            assertEquals("linux", info.at("/host/os").asText());
            assertEquals("amd64", info.at("/host/arch").asText());
        }
    }

    @Test
    void asksDockerOverAUnixSocket() throws Exception {
        try (Transport unix = Transport.to(Engines.docker(), BuilderKeys.none());
                RestReply reply = new RestClient(unix, cancellation).send(RestRequest.get("/_ping"))) {
            assertEquals("OK", new String(reply.body().readAllBytes(), StandardCharsets.UTF_8));
            assertTrue(reply.header("Api-Version").isPresent());
        }
    }

    @Test
    void theDaemonsOwnWordsSayWhyItDoesNotDoIt() throws Exception {
        try (Transport unix = Transport.to(Engines.docker(), BuilderKeys.none())) {
            RestClient docker = new RestClient(unix, cancellation);
            RestStatusException refused = assertThrows(
                    RestStatusException.class,
                    () -> docker.json(RestRequest.get("/images/" + RestRequest.encoded("no/such:thing") + "/json")));
            assertEquals(404, refused.status());
            assertEquals("No such image: no/such:thing", refused.getMessage());
        }
    }

    @Test
    void aBodyIsSentWhileItIsMade() throws Exception {
        byte[] data = new byte[3 << 20];
        new Random(1).nextBytes(data);
        CompletableFuture<byte[]> received = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        server.createContext("/", exchange -> {
            InputStream body = exchange.getRequestBody();
            byte[] first = body.readNBytes(100_000);
            begun.countDown();
            byte[] rest = body.readAllBytes();
            byte[] all = new byte[first.length + rest.length];
            System.arraycopy(first, 0, all, 0, first.length);
            System.arraycopy(rest, 0, all, first.length, rest.length);
            received.complete(all);
            answer(exchange, 200, "{\"q\":\"" + exchange.getRequestURI().getQuery() + "\"}");
        });
        RestBody body = new RestBody("application/x-tar", out -> {
            out.write(data, 0, 1 << 20);
            await(begun);
            out.write(data, 1 << 20, data.length - (1 << 20));
        });
        JsonNode answer = client.json(
                RestRequest.post("/build").with("t", "a b&c").with("t", "ä").body(body));
        assertArrayEquals(data, received.join());
        assertEquals("t=a b&c&t=ä", answer.path("q").asText());
    }

    @Test
    void aBodyThatCannotBeMadeNeverLooksLikeAWholeOne() {
        CompletableFuture<Boolean> whole = new CompletableFuture<>();
        server.createContext("/", exchange -> {
            try {
                exchange.getRequestBody().readAllBytes();
                whole.complete(true);
            } catch (IOException e) {
                whole.complete(false);
                throw e;
            }
        });
        RestBody body = new RestBody("application/x-tar", out -> {
            out.write(new byte[200_000]);
            throw new IOException("the file is gone");
        });
        IOException failure = assertThrows(
                IOException.class, () -> client.send(RestRequest.post("/").body(body)));
        assertEquals("the file is gone", failure.getMessage());
        assertFalse(whole.join());
    }

    @Test
    void anAnswerThatComesBeforeTheWholeBodyIsHeard() throws Exception {
        try (EarlyServer early =
                        new EarlyServer("HTTP/1.1 400 Bad Request\r\nContent-Length: 17\r\n\r\n{\"message\":\"no!\"}");
                Transport way = Transport.to(early.builder(), BuilderKeys.none())) {
            RestBody body = new RestBody("application/x-tar", out -> {
                byte[] block = new byte[1 << 16];
                while (true) {
                    out.write(block);
                }
            });
            RestStatusException refused = assertThrows(
                    RestStatusException.class,
                    () -> new RestClient(way, cancellation)
                            .send(RestRequest.post("/build").body(body)));
            assertEquals("no!", refused.getMessage());
        }
    }

    @Test
    void everyValueIsGivenAsSoonAsItHasCome() throws Exception {
        CountDownLatch firstSeen = new CountDownLatch(1);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"stream\":\"one\"}\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await(firstSeen);
            exchange.getResponseBody().write("{\"stream\":\"two\"}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        List<String> seen = new ArrayList<>();
        try (RestReply reply = client.send(RestRequest.post("/").withoutLimit())) {
            reply.eachJson(value -> {
                seen.add(value.path("stream").asText());
                firstSeen.countDown();
            });
        }
        assertEquals(List.of("one", "two"), seen);
    }

    @Test
    void closingAReplyDoesNotWaitForItsEnd() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await(never);
        });
        RestReply reply = client.send(RestRequest.get("/"));
        assertEquals('{', reply.body().read());
        reply.body().close();
    }

    @Test
    void aDaemonThatDoesNotAnswerCostsNoMoreThanTheLimit() {
        server.createContext("/", exchange -> await(new CountDownLatch(1)));
        SocketTimeoutException late = assertThrows(
                SocketTimeoutException.class,
                () -> client.json(RestRequest.get("/").within(Duration.ofMillis(200))));
        assertEquals("does not answer within 0.2 s", late.getMessage());
    }

    @Test
    void anAnswerThatStopsHalfwayCostsNoMoreThanTheLimit() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            await(new CountDownLatch(1));
        });
        assertThrows(
                SocketTimeoutException.class,
                () -> client.json(RestRequest.get("/").within(Duration.ofMillis(200))));
    }

    @Test
    void cancellingEndsARequest() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        server.createContext("/", exchange -> {
            asked.countDown();
            await(new CountDownLatch(1));
        });
        threads.execute(() -> {
            await(asked);
            cancellation.cancel();
        });
        assertThrows(
                CancelledException.class,
                () -> client.send(RestRequest.post("/").withoutLimit()));
    }

    @Test
    void anAnswerThatIsCutIsNoAnswer() throws Exception {
        try (EarlyServer cut = new EarlyServer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n");
                Transport way = Transport.to(cut.builder(), BuilderKeys.none());
                RestReply reply = new RestClient(way, cancellation).send(RestRequest.get("/"))) {
            assertThrows(IOException.class, () -> reply.body().readAllBytes());
        }
    }

    @Test
    void aRequestsTextShowsNoSecret() {
        RestRequest request =
                RestRequest.post("/build").with("buildargs", "hunter2").header("X-Registry-Auth", "hunter2");
        assertEquals("POST /build", request.toString());
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
