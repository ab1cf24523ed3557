package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the real Docker does not ask for. */
class FakeRegistryTest {
    private static final Login LOGIN = new Login("ci", "s3cret");
    private static final byte[] BLOB = "0123456789".getBytes(StandardCharsets.UTF_8);

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aBlobComesInPieces() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            String upload = send(registry, "POST", "/v2/a/blobs/uploads/", "")
                    .headers()
                    .firstValue("location")
                    .orElseThrow();
            assertEquals(202, send(registry, "PATCH", upload, "01234").statusCode());
            assertEquals(
                    "0-4",
                    send(registry, "GET", upload, "")
                            .headers()
                            .firstValue("range")
                            .orElseThrow());
            String digest = FakeStore.digest(BLOB).toString();
            assertEquals(
                    201,
                    send(registry, "PUT", upload + "?digest=" + digest, "56789").statusCode());
            assertArrayEquals(BLOB, registry.store().blob("a", digest).orElseThrow());
            assertEquals(0, registry.store().openUploads());
        }
    }

    @Test
    void aBlobComesInOneRequestOrFromAnotherRepository() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            String digest = FakeStore.digest(BLOB).toString();
            assertEquals(
                    201,
                    send(registry, "POST", "/v2/a/blobs/uploads/?digest=" + digest, "0123456789")
                            .statusCode());
            assertEquals(
                    201,
                    send(registry, "POST", "/v2/b/blobs/uploads/?from=a&mount=" + digest, "")
                            .statusCode());
            assertArrayEquals(BLOB, registry.store().blob("b", digest).orElseThrow());
            assertEquals(
                    400,
                    send(registry, "POST", "/v2/a/blobs/uploads/?digest=" + digest, "other")
                            .statusCode());
        }
    }

    @Test
    void aManifestMustBeWholeAndWhatItsDigestSays() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            String absent = "sha256:" + "a".repeat(64);
            assertEquals(400, send(registry, "PUT", "/v2/a/manifests/1", "").statusCode());
            assertEquals(
                    400,
                    send(registry, "PUT", "/v2/a/manifests/1", "{\"layers\":[{\"digest\":\"" + absent + "\"}]}")
                            .statusCode());
            assertEquals(
                    400,
                    send(registry, "PUT", "/v2/a/manifests/" + absent, "{}").statusCode());
            assertEquals(201, send(registry, "PUT", "/v2/a/manifests/1", "{}").statusCode());
            assertEquals(
                    "{\"name\":\"a\",\"tags\":[\"1\"]}",
                    send(registry, "GET", "/v2/a/tags/list", "").body());
        }
    }

    @Test
    void aTokenIsGoodForItsScopeUntilItExpires() throws Exception {
        try (FakeRegistry registry = FakeRegistry.withTokens(LOGIN).start()) {
            String form = "grant_type=password&username=ci&password=s3cret&scope=repository:a:pull,push";
            String reply = send(registry, "POST", "/token", form).body();
            String token = "Bearer "
                    + JsonText.object(reply.getBytes(StandardCharsets.UTF_8))
                            .path("access_token")
                            .asText();
            assertEquals(
                    202,
                    send(registry, "POST", "/v2/a/blobs/uploads/", "", "Authorization", token)
                            .statusCode());
            assertChallenge(
                    "insufficient_scope", send(registry, "POST", "/v2/b/blobs/uploads/", "", "Authorization", token));
            registry.tokens().expireAll();
            assertChallenge(
                    "invalid_token", send(registry, "POST", "/v2/a/blobs/uploads/", "", "Authorization", token));
            assertEquals(1, registry.tokens().count());
        }
    }

    private static void assertChallenge(String error, HttpResponse<String> reply) {
        assertEquals(401, reply.statusCode());
        assertTrue(reply.headers().firstValue("www-authenticate").orElseThrow().contains("error=\"" + error + "\""));
    }

    @Test
    void faultsComeAsOftenAsTheyWereOrderedAndAreRemembered() throws Exception {
        try (FakeRegistry registry = FakeRegistry.open().start()) {
            registry.faults().next(1, "GET", "/v2/", FakeFault.retryAfter(429, "7"));
            registry.faults().next(1, "PATCH", "/v2/", FakeFault.reset());
            assertEquals(
                    "7",
                    send(registry, "GET", "/v2/", "")
                            .headers()
                            .firstValue("retry-after")
                            .orElseThrow());
            IOException e = assertThrows(IOException.class, () -> send(registry, "PATCH", "/v2/", ""));
            assertEquals("Connection reset", e.getCause().getCause().getMessage());
            assertEquals(200, send(registry, "GET", "/v2/", "").statusCode());
            assertEquals(
                    List.of(429, 0, 200),
                    registry.requests().stream().map(FakeRequest::status).toList());
        }
    }

    private HttpResponse<String> send(FakeRegistry registry, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(registry.url()).resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
