package io.jenkins.plugins.imagefarm.engine.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.imagefarm.engine.api.Registry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpProxiesTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "HTTPS_PROXY", "http://user:pw@proxy.example.com:3128",
            "http_proxy", "other.example.com",
            "NO_PROXY", "direct.example.com, .below.example.com,*.star.example.com,host.example.com:5000");

    @Test
    void theProxyIsThatOfTheScheme() {
        HttpProxies proxies = HttpProxies.of(ENVIRONMENT);
        HttpProxies.Way https =
                proxies.to(URI.create("https://registry.example.com/v2/")).orElseThrow();
        assertEquals("proxy.example.com", ((InetSocketAddress) https.address().address()).getHostString());
        assertEquals(3128, ((InetSocketAddress) https.address().address()).getPort());
        assertEquals("user:pw", https.userInfo());
        HttpProxies.Way http =
                proxies.to(URI.create("http://registry.example.com/v2/")).orElseThrow();
        assertEquals("other.example.com", ((InetSocketAddress) http.address().address()).getHostString());
        assertEquals(80, ((InetSocketAddress) http.address().address()).getPort());
    }

    @ParameterizedTest
    @CsvSource({
        "https://direct.example.com/, true",
        "https://sub.direct.example.com/, true",
        "https://indirect.example.com/, false",
        "https://below.example.com/, false",
        "https://a.below.example.com/, true",
        "https://a.star.example.com/, true",
        "https://host.example.com:5000/, true",
        "https://host.example.com/, false",
        "https://localhost:5000/, true",
        "https://127.0.0.1:5000/, true"
    })
    void exceptionsGoDirectly(URI target, boolean direct) {
        assertEquals(
                direct, HttpProxies.of(ENVIRONMENT).to(target).orElseThrow().address() == Proxy.NO_PROXY);
    }

    @Test
    void withoutVariablesTheSettingsOfTheJvmHold() {
        URI target = URI.create("https://registry.example.com/");
        assertEquals(Optional.empty(), HttpProxies.of(Map.of()).to(target));
        assertEquals(
                Optional.empty(),
                HttpProxies.of(Map.of("HTTPS_PROXY", "socks5://proxy:1080")).to(target));
        assertEquals(Optional.empty(), HttpProxies.none().to(target));
    }

    /** A server in Java takes the requests that are meant for a proxy, too. */
    @Test
    void registriesAreAskedThroughTheProxy() throws IOException {
        try (FakeRegistry proxy = FakeRegistry.open().start()) {
            HttpProxies proxies = HttpProxies.of(Map.of("http_proxy", proxy.url(), "https_proxy", proxy.url()));
            FakePatience patience = new FakePatience();
            Registries registries =
                    new Registries(List.of(new Registry("registry.invalid", true, null)), proxies, patience.once());
            RegistryClient client = new RegistryClient(host -> Optional.empty(), registries);
            assertEquals(Optional.empty(), client.ping(new RegistryHost("registry.invalid")));
            assertTrue(proxy.requests().stream().anyMatch(request -> request.is("GET", "/v2/")));
        }
    }
}
