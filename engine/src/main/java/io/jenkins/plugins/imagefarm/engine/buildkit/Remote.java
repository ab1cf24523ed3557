package io.jenkins.plugins.imagefarm.engine.buildkit;

import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.CacheKeys;
import io.jenkins.plugins.imagefarm.engine.registry.Registries;
import io.jenkins.plugins.imagefarm.engine.registry.RegistryHost;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A server for which a builder may have to wait.
 *
 * @param name of a registry its host, of another server its URL
 * @param url null for a registry, which is asked as registries are
 * @param cache whether only a cache is there, without which a build can do
 */
record Remote(String name, URI url, boolean cache) {
    static Remote registry(String host) {
        return new Remote(host, null, false);
    }

    /** Where a cache is; empty if no server is needed, or BuildKit alone knows which one. */
    static Optional<Remote> of(BuildCache cache, CacheKeys keys) {
        Map<String, String> attributes = new HashMap<>(keys.attributes());
        attributes.putAll(cache.attributes());
        return switch (cache.type()) {
            case REGISTRY -> Optional.of(new Remote(cache.reference().registry(), null, true));
            case INLINE, LOCAL -> Optional.empty();
            case S3 ->
                at(attributes.getOrDefault(
                        "endpoint_url", "https://s3." + attributes.get("region") + ".amazonaws.com"));
            case AZBLOB -> at(attributes.get("account_url"));
            case GHA ->
                Stream.of("url_v2", "url")
                        .map(attributes::get)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .flatMap(Remote::at);
        };
    }

    private static Optional<Remote> at(String url) {
        try {
            URI uri = new URI(url);
            return "http".equals(uri.getScheme()) || "https".equals(uri.getScheme())
                    ? Optional.of(new Remote(url, uri, true))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty(); // the builder will say so
        }
    }

    /** Whether it takes a connection but then does not answer in time. */
    boolean isSilent(Registries registries) {
        return url == null ? registries.to(new RegistryHost(name)).isSilent() : registries.isSilent(url);
    }
}
