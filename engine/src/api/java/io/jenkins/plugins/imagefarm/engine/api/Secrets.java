package io.jenkins.plugins.imagefarm.engine.api;

import java.util.Map;

/**
 * All that is secret about a build, kept apart from the {@link BuildRequest} so that the request can be shown. Its text
 * shows names only.
 *
 * @param logins registry logins by host, as it stands in image names
 * @param values secrets of {@code RUN --mount=type=secret} by id
 */
public record Secrets(Map<String, Login> logins, Map<String, byte[]> values) {
    public Secrets {
        logins = logins == null ? Map.of() : Map.copyOf(logins);
        values = values == null ? Map.of() : Map.copyOf(values);
    }

    public static Secrets none() {
        return new Secrets(Map.of(), Map.of());
    }

    @Override
    public String toString() {
        return "Secrets[logins=" + logins.keySet() + ", values=" + values.keySet() + "]";
    }
}
