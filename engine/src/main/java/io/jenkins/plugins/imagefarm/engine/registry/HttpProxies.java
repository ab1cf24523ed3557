package io.jenkins.plugins.imagefarm.engine.registry;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The way through an HTTP proxy, as the variables {@code HTTPS_PROXY}, {@code HTTP_PROXY} and {@code NO_PROXY} tell
 * Docker and other programs in Go (package httpproxy of golang.org/x/net). Without them the JVM's own settings hold.
 * Networks in {@code NO_PROXY} ({@code 10.0.0.0/8}) and proxies that are not plain HTTP are not understood.
 */
public final class HttpProxies {
    /**
     * A proxy.
     *
     * @param address where it is
     * @param userInfo {@code user:password}; null for none
     */
    record Way(Proxy address, String userInfo) {}

    private final Map<String, URI> byScheme;
    private final List<String> exceptions;

    private HttpProxies(Map<String, URI> byScheme, List<String> exceptions) {
        this.byScheme = byScheme;
        this.exceptions = exceptions;
    }

    public static HttpProxies none() {
        return new HttpProxies(Map.of(), List.of());
    }

    public static HttpProxies of(Map<String, String> environment) {
        Map<String, URI> byScheme = new HashMap<>();
        proxy(environment, "HTTPS_PROXY").ifPresent(proxy -> byScheme.put("https", proxy));
        proxy(environment, "HTTP_PROXY").ifPresent(proxy -> byScheme.put("http", proxy));
        List<String> exceptions = Arrays.stream(value(environment, "NO_PROXY").split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .toList();
        return new HttpProxies(byScheme, exceptions);
    }

    private static String value(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, environment.getOrDefault(name.toLowerCase(Locale.ROOT), ""));
    }

    private static Optional<URI> proxy(Map<String, String> environment, String name) {
        String value = value(environment, name).strip();
        try {
            URI url = new URI(value.contains("://") ? value : "http://" + value);
            return "http".equals(url.getScheme()) && url.getHost() != null ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** Empty if the JVM's own settings hold. */
    Optional<Way> to(URI target) {
        Origin origin = Origin.of(target);
        URI proxy = byScheme.get(origin.scheme());
        if (proxy == null) {
            return Optional.empty();
        }
        if (new RegistryHost(origin.host()).isLoopback()
                || exceptions.stream().anyMatch(name -> covers(name, origin))) {
            return Optional.of(new Way(Proxy.NO_PROXY, null));
        }
        InetSocketAddress address = new InetSocketAddress(proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort());
        return Optional.of(new Way(new Proxy(Proxy.Type.HTTP, address), proxy.getUserInfo()));
    }

    /** For clients that take no other form. A proxy's user and password are not in it. */
    public ProxySelector selector() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI target) {
                return to(target)
                        .map(way -> List.of(way.address()))
                        .orElseGet(() -> ProxySelector.getDefault().select(target));
            }

            @Override
            public void connectFailed(URI target, SocketAddress proxy, IOException e) {
                // The client tells it.
            }
        };
    }

    /**
     * {@code example.com} covers itself and what is below it, {@code .example.com} and {@code *.example.com} only the
     * latter.
     */
    private static boolean covers(String name, Origin origin) {
        if (name.equals("*") || name.equals(origin.host() + ":" + origin.port())) {
            return true;
        }
        String domain = name.startsWith("*.") ? name.substring(1) : name;
        return domain.startsWith(".")
                ? origin.host().endsWith(domain)
                : origin.host().equals(domain) || origin.host().endsWith("." + domain);
    }
}
