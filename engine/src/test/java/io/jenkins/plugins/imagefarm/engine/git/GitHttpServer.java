package io.jenkins.plugins.imagefarm.engine.git;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import io.jenkins.plugins.imagefarm.engine.registry.FakeCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Git's own {@code http-backend} behind HTTP or HTTPS, with a login if it is to be. */
public final class GitHttpServer implements AutoCloseable {
    private final Path root;
    private final Login login;
    private final boolean tls;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile String protocol = "version=2";
    private volatile boolean page;
    private volatile int status;
    private volatile int statusLeft;
    private volatile String hangAt = "\0";
    private volatile String redirect = "";
    private final Map<String, byte[]> lfs = new ConcurrentHashMap<>();
    private volatile String lfsBase;

    private GitHttpServer(Path root, Login login, boolean tls) throws IOException {
        this.root = root;
        this.login = login;
        this.tls = tls;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        if (tls) {
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(
                    new HttpsConfigurator(FakeCertificate.get().server()));
            server = https;
        } else {
            server = HttpServer.create(address, 0);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public static GitHttpServer open(Path root) throws IOException {
        return new GitHttpServer(root, null, false);
    }

    public static GitHttpServer withLogin(Path root, Login login) throws IOException {
        return new GitHttpServer(root, login, false);
    }

    public static GitHttpServer tls(Path root, Login login) throws IOException {
        return new GitHttpServer(root, login, true);
    }

    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public String url(String repository) {
        return (tls ? "https://" : "http://") + host() + "/" + repository;
    }

    /** Answers the next requests with it. */
    void answer(int code, int times) {
        statusLeft = times;
        status = code;
    }

    /** Never answers requests whose path ends so. */
    void hangAt(String end) {
        hangAt = end;
    }

    /** Does not understand version 2 of the protocol. */
    void old() {
        protocol = "";
    }

    /** Is the server of something else, and has a page for everything. */
    void showPage() {
        page = true;
    }

    /** Sends everybody to another server. */
    void redirectTo(String base) {
        redirect = base;
    }

    /** LFS has that file; it is at this server, or where {@link #lfsAt} says. */
    void lfs(String oid, byte[] content) {
        lfs.put(oid, content);
    }

    /** Files of LFS are at that server. */
    void lfsAt(String base) {
        lfsBase = base;
    }

    /** Values of the header, in the order of requests that had one. */
    List<String> authorizations() {
        return authorizations;
    }

    List<String> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(exchange.getRequestMethod() + " " + path);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                authorizations.add(authorization);
            }
            if (path.endsWith(hangAt)) {
                await();
            } else if (statusLeft > 0) {
                statusLeft--;
                exchange.sendResponseHeaders(status, -1);
            } else if (page) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write("<html>welcome</html>".getBytes(StandardCharsets.UTF_8));
            } else if (!redirect.isEmpty()) {
                exchange.getResponseHeaders().set("Location", redirect + exchange.getRequestURI());
                exchange.sendResponseHeaders(302, -1);
            } else if (login != null && !header(login).equals(authorization)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Negotiate");
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
            } else {
                serve(exchange);
            }
        }
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String header(Login login) {
        String both = login.username() + ":" + login.password();
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private void serveLfsFile(HttpExchange exchange, String path) throws IOException {
        byte[] content = lfs.get(path.substring(path.lastIndexOf('/') + 1));
        exchange.sendResponseHeaders(content == null ? 404 : 200, 0);
        if (content != null) {
            exchange.getResponseBody().write(content);
        }
    }

    private void serveLfsBatch(HttpExchange exchange) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode answer = json.createObjectNode();
        ArrayNode objects = answer.putArray("objects");
        for (JsonNode wanted : json.readTree(exchange.getRequestBody()).path("objects")) {
            String oid = wanted.path("oid").asText();
            ObjectNode object = objects.addObject()
                    .put("oid", oid)
                    .put("size", wanted.path("size").asLong());
            if (lfs.containsKey(oid)) {
                String base = lfsBase == null ? url("") : lfsBase;
                ObjectNode download = object.putObject("actions").putObject("download");
                download.put("href", base + "lfs-files/" + oid);
                download.putObject("header").put("Host", "another").put("X-Lfs", "token");
            } else {
                object.putObject("error").put("code", 404).put("message", "Object does not exist");
            }
        }
        byte[] text = json.writeValueAsBytes(answer);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.git-lfs+json");
        exchange.sendResponseHeaders(200, text.length);
        exchange.getResponseBody().write(text);
    }

    /** As RFC 3875 has it. */
    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith(".git/info/lfs/objects/batch")) {
            serveLfsBatch(exchange);
            return;
        }
        if (path.startsWith("/lfs-files/")) {
            serveLfsFile(exchange, path);
            return;
        }
        ProcessBuilder builder = new ProcessBuilder("git", "http-backend");
        Map<String, String> environment = builder.environment();
        environment.put("GIT_PROJECT_ROOT", root.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        String query = exchange.getRequestURI().getRawQuery();
        environment.put("QUERY_STRING", query == null ? "" : query);
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        put(environment, "CONTENT_TYPE", exchange.getRequestHeaders().getFirst("Content-Type"));
        put(environment, "HTTP_CONTENT_ENCODING", exchange.getRequestHeaders().getFirst("Content-Encoding"));
        if (!protocol.isEmpty()) {
            put(environment, "GIT_PROTOCOL", exchange.getRequestHeaders().getFirst("Git-Protocol"));
        }
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (OutputStream in = process.getOutputStream()) {
            exchange.getRequestBody().transferTo(in);
        }
        try (InputStream out = process.getInputStream()) {
            int code = 200;
            for (String line = line(out); !line.isEmpty(); line = line(out)) {
                String[] header = line.split(": ", 2);
                if (header[0].equals("Status")) {
                    code = Integer.parseInt(header[1].substring(0, 3));
                } else {
                    exchange.getResponseHeaders().add(header[0], header[1]);
                }
            }
            exchange.sendResponseHeaders(code, 0);
            out.transferTo(exchange.getResponseBody());
        }
    }

    private static void put(Map<String, String> environment, String name, String value) {
        if (value != null) {
            environment.put(name, value);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
