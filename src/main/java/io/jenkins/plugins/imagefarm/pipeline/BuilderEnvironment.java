package io.jenkins.plugins.imagefarm.pipeline;

import hudson.EnvVars;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The variables by which people say where their builder is. No other variable of a build reaches its engine, since some of them
 * are secrets.
 */
public final class BuilderEnvironment {
    private static final List<String> NAMES = List.of("BUILDKIT_HOST", "DOCKER_HOST", "XDG_RUNTIME_DIR");

    private BuilderEnvironment() {}

    public static Map<String, String> of(EnvVars environment) {
        Map<String, String> variables = new TreeMap<>();
        for (String name : NAMES) {
            String value = environment.get(name);
            if (value != null) {
                variables.put(name, value);
            }
        }
        return variables;
    }
}
