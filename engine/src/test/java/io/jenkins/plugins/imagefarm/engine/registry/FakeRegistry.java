package io.jenkins.plugins.imagefarm.engine.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.jenkins.plugins.imagefarm.engine.api.Login;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * A small container registry in memory, on 127.0.0.1 at a port the system gives. Real daemons can push to it and pull from it. It can be told
 * to fail, and it remembers what it was asked.
 *
 * <pre>{@code
 * try (FakeRegistry registry = FakeRegistry.withTokens(new Login("ci", "s3cret")).start()) {
 *     registry.faults().next(2, "PUT", "/v2/.*&#47;manifests/.*", FakeFault.status(503));
 *     …
 * }
 * }</pre>
 */
public final class FakeRegistry implements AutoCloseable {
    private final FrontDoor door;
    private final HttpServer server;
    private final ExecutorService threads;
    private final FakeCertificate certificate;
    private final FakeFaults faults = new FakeFaults();
    private final FakeStore store = new FakeStore();
    private final List<FakeRequest> requests = new CopyOnWriteArrayList<>();
    private final FakeTokens tokens;

    private FakeRegistry(Setup setup) throws IOException {
        certificate = setup.tls ? FakeCertificate.get() : null;
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0);
        if (setup.tls) {
            HttpsServer secure = HttpsServer.create(anyPort, 0);
            secure.setHttpsConfigurator(new HttpsConfigurator(certificate.server()));
            server = secure;
        } else {
            server = HttpServer.create(anyPort, 0);
        }
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "fake-registry");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        door = new FrontDoor(server.getAddress(), setup.tls);
        tokens = new FakeTokens(setup.login, url() + "/token", host());
        FakeGuard guard = setup.guard(tokens);
        FakeRegistryApi api = new FakeRegistryApi(store);
        server.createContext("/", exchange -> handle(exchange, tokens::serve));
        server.createContext(
                "/v2/",
                exchange -> handle(exchange, seen -> {
                    if (guard.admits(seen)) {
                        seen.takeTime();
                        api.serve(seen);
                    }
                }));
        server.start();
    }

    /** Everybody may do everything. */
    public static Setup open() {
        return new Setup(new Login("nobody", ""), (setup, tokens) -> exchange -> true);
    }

    /** Wants user and password with every request. */
    public static Setup withPassword(Login login) {
        return new Setup(
                login,
                (setup, tokens) -> new FakePasswordGuard(login, setup.openForReading, setup.andTokens ? tokens : null));
    }

    /** Wants tokens, which its own endpoint {@code /token} gives: to everybody for pulling, to the user for all. */
    public static Setup withTokens(Login login) {
        return new Setup(login, (setup, tokens) -> tokens);
    }

    /** What can be chosen before it starts. */
    public static final class Setup {
        private final Login login;
        private final BiFunction<Setup, FakeTokens, FakeGuard> guard;
        private boolean tls;
        private boolean openForReading;
        private boolean andTokens;

        private Setup(Login login, BiFunction<Setup, FakeTokens, FakeGuard> guard) {
            this.login = login;
            this.guard = guard;
        }

        /** Speak https, with a certificate for 127.0.0.1 and localhost that nobody trusts; see {@link #certificate()}. */
        public Setup tls() {
            tls = true;
            return this;
        }

        /** Want the password for writing only. */
        public Setup openForReading() {
            openForReading = true;
            return this;
        }

        /** Take tokens as well as the password. */
        public Setup andTokens() {
            andTokens = true;
            return this;
        }

        private FakeGuard guard(FakeTokens tokens) {
            return guard.apply(this, tokens);
        }

        public FakeRegistry start() throws IOException {
            return new FakeRegistry(this);
        }
    }

    /** As it stands in image names. */
    public String host() {
        return "127.0.0.1:" + door.port();
    }

    public String url() {
        return (certificate == null ? "http://" : "https://") + host();
    }

    /** PEM text. */
    public String certificate() {
        return certificate.pem();
    }

    public FakeFaults faults() {
        return faults;
    }

    public FakeStore store() {
        return store;
    }

    /** The token endpoint; only of use to a registry {@link #withTokens}. */
    public FakeTokens tokens() {
        return tokens;
    }

    /** All requests so far, those that met a fault too; each is there before its answer is sent. */
    public List<FakeRequest> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        faults.release();
        server.stop(0);
        door.close();
        threads.shutdownNow();
    }

    private void handle(HttpExchange http, FakeFault.Serving service) throws IOException {
        try (FakeExchange exchange = new FakeExchange(http, requests::add)) {
            FakeFault fault = faults.take(exchange.method(), exchange.path());
            if (fault == null) {
                service.serve(exchange);
            } else {
                fault.strike(exchange, () -> door.reset(http.getRemoteAddress().getPort()), service);
            }
        }
    }
}
