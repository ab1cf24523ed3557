package io.jenkins.plugins.imagefarm.config.connection;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/**
 * As much of a registry as a test of the connection sees: {@code /v2/} and a token server. What it was asked is kept, so that
 * a test can tell where a password went.
 */
public final class TestRegistry implements AutoCloseable {
    /** How the registry asks for a login. */
    public enum Login {
        NONE,
        BASIC,
        TOKEN
    }

    public static final String USER = "robot";
    public static final String PASSWORD = "pass:word-31f0";
    public static final String REFRESH_TOKEN = "refresh-77aa";
    private static final String TOKEN = "token-5d1c";

    private final HttpServer server;
    private final PlainHttpPort plain;
    private final Login login;
    private final String realm;
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private TestRegistry(HttpServer server, PlainHttpPort plain, Login login, String realm) {
        this.server = server;
        this.plain = plain;
        this.login = login;
        this.realm = realm == null ? (plain == null ? "https://" : "http://") + host() + "/token" : realm;
        server.createContext("/", this::answer);
        server.start();
    }

    public static TestRegistry http(Login login) throws IOException {
        HttpServer server = HttpServer.create(anyPort(), 0);
        return new TestRegistry(server, new PlainHttpPort(server.getAddress().getPort()), login, null);
    }

    static TestRegistry https(Login login, SSLContext tls) throws IOException {
        return https(login, tls, null);
    }

    static TestRegistry https(Login login, SSLContext tls, String realm) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new TestRegistry(server, null, login, realm);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    public String host() {
        return "localhost:" + port();
    }

    int port() {
        return plain == null ? server.getAddress().getPort() : plain.number();
    }

    /** Method, address and authorization of each request. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        if (plain != null) {
            plain.close();
        }
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + authorization);
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (exchange.getRequestURI().getPath().equals("/token")) {
            boolean known = basic().equals(authorization) || body.contains("refresh_token=" + REFRESH_TOKEN);
            send(exchange, known ? 200 : 401, known ? "{\"access_token\": \"" + TOKEN + "\"}" : "{}");
            return;
        }
        exchange.getResponseHeaders().add("Docker-Distribution-Api-Version", "registry/2.0");
        String wanted =
                switch (login) {
                    case NONE -> null;
                    case BASIC -> basic();
                    case TOKEN -> "Bearer " + TOKEN;
                };
        if (wanted == null || wanted.equals(authorization)) {
            send(exchange, 200, "{}");
        } else {
            String challenge = login == Login.BASIC
                    ? "Basic realm=\"a \\\"test\\\"\""
                    : "Bearer realm=\"" + realm + "\",service=\"the registry\"";
            exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
            send(exchange, 401, "{}");
        }
    }

    private static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
