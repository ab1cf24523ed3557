package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Map;

/**
 * All that is secret about a build, kept apart from the {@link BuildRequest} so that the request can be shown. Its text
 * shows names only.
 *
 * @param logins registry logins by host, as it stands in image names
 * @param values secrets of {@code RUN --mount=type=secret} by id
 * @param builders keys by the builder's name, which is empty for a builder that has only an address
 * @param git keys for the Git server of the source
 * @param ssh keys for {@code RUN --mount=type=ssh} by id
 * @param caches keys of caches by {@link BuildCache#keysName}
 */
public record Secrets(
        Map<String, Login> logins,
        Map<String, byte[]> values,
        Map<String, BuilderKeys> builders,
        GitKeys git,
        Map<String, SshKey> ssh,
        Map<String, CacheKeys> caches) {
    public Secrets {
        logins = logins == null ? Map.of() : Map.copyOf(logins);
        values = values == null ? Map.of() : Map.copyOf(values);
        builders = builders == null ? Map.of() : Map.copyOf(builders);
        git = git == null ? GitKeys.none() : git;
        ssh = ssh == null ? Map.of() : Map.copyOf(ssh);
        caches = caches == null ? Map.of() : Map.copyOf(caches);
    }

    public Secrets(
            Map<String, Login> logins,
            Map<String, byte[]> values,
            Map<String, BuilderKeys> builders,
            GitKeys git,
            Map<String, SshKey> ssh) {
        this(logins, values, builders, git, ssh, Map.of());
    }

    public Secrets(
            Map<String, Login> logins, Map<String, byte[]> values, Map<String, BuilderKeys> builders, GitKeys git) {
        this(logins, values, builders, git, Map.of());
    }

    public Secrets(Map<String, Login> logins, Map<String, byte[]> values, Map<String, BuilderKeys> builders) {
        this(logins, values, builders, GitKeys.none());
    }

    public Secrets(Map<String, Login> logins, Map<String, byte[]> values) {
        this(logins, values, Map.of());
    }

    public static Secrets none() {
        return new Secrets(Map.of(), Map.of(), Map.of());
    }

    /** The same for one that needs no source any more. */
    public Secrets withoutGit() {
        return new Secrets(logins, values, builders, GitKeys.none(), ssh, caches);
    }

    /** The same, with keys of caches. */
    public Secrets withCaches(Map<String, CacheKeys> keys) {
        return new Secrets(logins, values, builders, git, ssh, keys);
    }

    public CacheKeys keysOf(BuildCache cache) {
        return caches.getOrDefault(cache.keysName(), CacheKeys.none());
    }

    public BuilderKeys keysOf(Builder builder) {
        return builders.getOrDefault(builder.name(), BuilderKeys.none());
    }

    @Override
    public String toString() {
        return "Secrets[logins=" + logins.keySet() + ", values=" + values.keySet() + ", builders=" + builders.keySet()
                + ", git=" + git + ", ssh=" + ssh.keySet() + ", caches=" + caches.keySet() + "]";
    }
}
