package io.jenkins.plugins.imagefarm.engine.cli;

import io.jenkins.plugins.imagefarm.engine.api.BuildCache;
import io.jenkins.plugins.imagefarm.engine.api.CacheKeys;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The environment variables that hold the keys of caches; buildx reads the same ones of S3 and GitHub Actions. */
final class CacheVariables {
    private static final Map<BuildCache.Type, Map<String, String>> NAMES = Map.of(
            BuildCache.Type.S3,
            Map.of(
                    "access_key_id", "AWS_ACCESS_KEY_ID",
                    "secret_access_key", "AWS_SECRET_ACCESS_KEY",
                    "session_token", "AWS_SESSION_TOKEN"),
            BuildCache.Type.GHA,
            Map.of("token", "ACTIONS_RUNTIME_TOKEN", "url", "ACTIONS_CACHE_URL", "url_v2", "ACTIONS_RESULTS_URL"),
            BuildCache.Type.AZBLOB,
            Map.of("secret_access_key", "AZURE_STORAGE_KEY"));

    private CacheVariables() {}

    /** @return by {@link BuildCache#keysName}, of those caches only */
    static Map<String, CacheKeys> keys(Stream<BuildCache> caches, Map<String, String> environment) {
        return caches.map(BuildCache::type)
                .distinct()
                .filter(NAMES::containsKey)
                .collect(Collectors.toMap(
                        BuildCache.Type::toString, type -> new CacheKeys(values(NAMES.get(type), environment))));
    }

    private static Map<String, String> values(Map<String, String> names, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>();
        names.forEach((attribute, variable) -> {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                values.put(attribute, value);
            }
        });
        return values;
    }
}
